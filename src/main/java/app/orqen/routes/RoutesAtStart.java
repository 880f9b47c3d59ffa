package app.orqen.routes;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;

/**
 * Checks the routes folder at the start. It checks the files before Camel reads them, since Camel stops at the first fault and
 * often names no file. It checks the ways through the routes before one of them serves.
 */
final class RoutesAtStart implements ApplicationListener<ContextRefreshedEvent>, Ordered, CamelContextConfiguration {

  private final ApplicationContext spring;
  private final RoutesFolder folder;
  private final RoutesCheck check;
  private Declarations declared;

  RoutesAtStart(ApplicationContext spring, RoutesFolder folder, RoutesCheck check) {
    this.spring = spring;
    this.folder = folder;
    this.check = check;
  }

  @Override
  public void onApplicationEvent(ContextRefreshedEvent event) {
    if (event.getApplicationContext() == spring) {
      RouteFiles files = RouteFiles.read(folder.path());
      declared = check.requireText(files);
      folder.taken(files, declared);
    }
  }

  /** Comes before Camel's own listener, which reads the files. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public void beforeApplicationStart(CamelContext camel) {
    List<Finding> findings = Rehearsal.definitions(declared,
        camel.getCamelContextExtension().getContextPlugin(Model.class).getRouteDefinitions(),
        RoutesConfiguration.madeInJava(camel));
    if (!findings.isEmpty()) {
      throw new RefusedRoutesException(findings);
    }
  }

  @Override
  public void afterApplicationStart(CamelContext camel) {
    // nothing is left to be done
  }
}
