package app.orqen.start;

import java.io.File;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;

/**
 * Takes a changed route file while the gateway runs (profile dev). The whole folder is first loaded into a context of its
 * own that serves nobody: a file that does not load there is not taken, and the last good routes go on serving.
 */
final class LastGoodReload extends RouteWatcherReloadStrategy {

  private static final Logger LOG = LoggerFactory.getLogger(LastGoodReload.class);

  private final ApplicationContext spring;
  private final Path folder;
  private volatile String refusal;

  LastGoodReload(Path folder, ApplicationContext spring) {
    super(folder.toString());
    this.folder = folder;
    this.spring = spring;
    setPattern("*.camel.yaml");
    setRemoveAllRoutes(false);
  }

  /** Why the last changed file was not taken; null when it was. */
  String refusal() {
    return refusal;
  }

  @Override
  protected void onRouteReload(Collection<Resource> resources, boolean removeEverything) {
    try {
      rehearse();
      super.onRouteReload(resources, removeEverything);
      refusal = null;
    } catch (Exception e) {
      refusal = reason(e);
      LOG.warn("A changed route file is not taken, the last good routes go on serving: {}", refusal);
    }
  }

  private void rehearse() throws Exception {
    try (DefaultCamelContext rehearsal =
        new DefaultCamelContext(new DefaultRegistry(new ApplicationContextBeanRepository(spring)))) {
      PropertiesComponent real = (PropertiesComponent) getCamelContext().getPropertiesComponent();
      PropertiesComponent copy = (PropertiesComponent) rehearsal.getPropertiesComponent();
      copy.setPropertiesParser(real.getPropertiesParser());
      rehearsal.setAutoStartup(false);
      load(rehearsal);
      rehearsal.start();
    }
  }

  private void load(CamelContext context) throws Exception {
    File[] files = folder.toFile().listFiles((dir, name) -> name.endsWith(".camel.yaml"));
    java.util.Arrays.sort(files);
    var resources = java.util.Arrays.stream(files)
        .map(file -> ResourceHelper.resolveResource(context, "file:" + file)).toList();
    PluginHelper.getRoutesLoader(context).loadRoutes(resources);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage().strip();
  }
}
