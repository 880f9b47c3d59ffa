package app.orqen.routes;

import org.apache.camel.Processor;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.springframework.context.ApplicationContext;

/**
 * Spring's beans, of which the steps are only names: a route can be built with one that does nothing. So the command
 * {@code check} needs none of what the steps themselves need, such as a database.
 */
final class StepsByName extends ApplicationContextBeanRepository {

  private static final Processor NOTHING = exchange -> { };

  private final ApplicationContext spring;

  StepsByName(ApplicationContext spring) {
    super(spring);
    this.spring = spring;
  }

  @Override
  public Object lookupByName(String name) {
    return isStep(name) ? NOTHING : super.lookupByName(name);
  }

  @Override
  public <T> T lookupByNameAndType(String name, Class<T> type) {
    return type.isAssignableFrom(Processor.class) && isStep(name) ? type.cast(NOTHING) : super.lookupByNameAndType(name, type);
  }

  private boolean isStep(String name) {
    return spring.containsBean(name) && spring.isTypeMatch(name, Processor.class);
  }
}
