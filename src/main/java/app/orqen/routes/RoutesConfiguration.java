package app.orqen.routes;

import app.orqen.provider.ProviderRegistry;
import app.orqen.provider.auth.AuthSchemes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

@Configuration(proxyBeanMethods = false)
class RoutesConfiguration {

  private static final String COMPONENTS = "META-INF/services/org/apache/camel/component/";

  @Bean
  RoutesFolder routesFolder(@Value("${orqen.routes-dir}") Path folder) {
    return new RoutesFolder(folder);
  }

  @Bean
  RoutesCheck routesCheck(ApplicationContext spring, CamelContext camel) {
    return new RoutesCheck(surroundings(spring), new Rehearsal(() -> rehearsal(spring, camel), () -> madeInJava(camel)));
  }

  private static Surroundings surroundings(ApplicationContext spring) {
    ClassLoader classes = Objects.requireNonNull(spring.getClassLoader());
    Supplier<Collection<String>> steps =
        () -> new TreeSet<>(List.of(spring.getBeanNamesForType(Processor.class, true, false)));
    return new Surroundings(spring::containsBean, steps, spring.getEnvironment()::getProperty,
        scheme -> scheme.matches("[a-z][\\w+-]*") && classes.getResource(COMPONENTS + scheme) != null,
        () -> components(classes), () -> spring.getBean(AuthSchemes.class));
  }

  private static Collection<String> components(ClassLoader classes) {
    try {
      return new TreeSet<>(Arrays.stream(new PathMatchingResourcePatternResolver(classes)
          .getResources("classpath*:" + COMPONENTS + "*")).map(Resource::getFilename).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a context that knows the gateway's beans and settings, and serves nobody. */
  private static DefaultCamelContext rehearsal(ApplicationContext spring, CamelContext camel) {
    boolean command = spring.getEnvironment().matchesProfiles("check");
    DefaultCamelContext rehearsal = new DefaultCamelContext(new DefaultRegistry(
        command ? new StepsByName(spring) : new ApplicationContextBeanRepository(spring)));
    PropertiesComponent real = (PropertiesComponent) camel.getPropertiesComponent();
    PropertiesComponent copy = (PropertiesComponent) rehearsal.getPropertiesComponent();
    copy.setPropertiesParser(real.getPropertiesParser());
    spring.getBeanProvider(PropertiesFunction.class).forEach(copy::addPropertiesFunction);
    return rehearsal;
  }

  static List<RouteDefinition> madeInJava(CamelContext camel) {
    return camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions().stream()
        .filter(route -> !Boolean.TRUE.equals(route.isTemplate()) && ModelPlace.file(route).isEmpty()).toList();
  }

  @Bean
  @Profile("!check")
  RoutesAtStart routesAtStart(ApplicationContext spring, RoutesFolder folder, RoutesCheck check) {
    return new RoutesAtStart(spring, folder, check);
  }

  @Bean
  RoutesHealth routes(CamelContext camel, RoutesFolder folder, MeterRegistry meters) {
    Gauge.builder("orqen.routes", camel, CamelContext::getRoutesSize).description("Camel routes that are loaded").register(meters);
    Gauge.builder("orqen.routes.refused", folder, files -> files.refused().size())
        .description("Findings in a changed routes folder that was refused; 0 when what is there serves").register(meters);
    return new RoutesHealth(camel, folder);
  }

  @Bean
  @ConditionalOnProperty("orqen.routes-reload")
  RoutesReload routesReload(CamelContext camel, RoutesFolder folder, RoutesCheck check, ProviderRegistry providers)
      throws Exception {
    RoutesReload reload = new RoutesReload(camel, folder, check, new RouteSwap(camel, providers));
    camel.addStartupListener((context, alreadyStarted) -> context.addService(reload));
    return reload;
  }
}
