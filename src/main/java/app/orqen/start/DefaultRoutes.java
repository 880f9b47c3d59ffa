package app.orqen.start;

import app.orqen.routes.RouteFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.logging.Log;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Makes the routes folder at a start in a folder that has none, from the files in the jar, so that nothing but
 * the jar is needed. A folder that somebody named, but that isn't there, stops the start: the routes that were meant would be
 * missing.
 */
public final class DefaultRoutes implements EnvironmentPostProcessor, Ordered {

  private static final String SETTING = "orqen.routes-dir";
  private static final String USUAL = "routes";
  private static final String IN_THE_JAR = "classpath*:default-routes/*.camel.yaml";

  private final Log log;

  /** Creates the step for Spring Boot, whose log isn't there yet. The line is written as soon as it is. */
  public DefaultRoutes(DeferredLogFactory logs) {
    log = logs.getLog(DefaultRoutes.class);
  }

  @Override
  public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
    String named = environment.getProperty(SETTING);
    if (named == null || Files.isDirectory(Path.of(named))) {
      return;
    }
    Path folder = Path.of(named).toAbsolutePath();
    if (!named.equals(USUAL)) {
      if (environment.matchesProfiles(Commands.PROFILE)) {
        return; // A command reads the folder later, and prints only what it finds.
      }
      throw RouteFiles.missing(folder);
    }
    try {
      copyTo(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("There is no folder " + folder + ", and it can't be made. Start the gateway in a folder where"
          + " it may write, or name a folder of route files in ORQEN_ROUTES_DIR.", e);
    }
  }

  private void copyTo(Path folder) throws IOException {
    Resource[] files = new PathMatchingResourcePatternResolver().getResources(IN_THE_JAR);
    Path made = Files.createDirectories(folder);
    for (Resource file : files) {
      try (InputStream text = file.getInputStream()) {
        Files.copy(text, made.resolve(file.getFilename()));
      }
    }
    log.info("There was no folder " + folder + ", so it was made with the " + files.length + " route files of the jar");
  }

  /** Comes after application.yaml has been read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
