package app.orqen.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Makes the data folder, readable only by its owner, before the embedded database opens a file there. */
public final class DataFolder implements EnvironmentPostProcessor, Ordered {

  @Override
  public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
    String folder = environment.getProperty("orqen.data-dir");
    String database = environment.getProperty("spring.datasource.url", "");
    boolean used = database.startsWith("jdbc:h2:file:")
        || (environment.getProperty("orqen.vault.keys", "").isBlank()
            && environment.getProperty("orqen.vault.keys-file", "").isBlank());
    if (folder == null || !used) {
      return;
    }
    Path path = Path.of(folder).toAbsolutePath();
    // The embedded database takes no path that is relative without saying so.
    environment.getPropertySources().addFirst(
        new MapPropertySource("dataFolder", Map.of("orqen.data-dir", path.toString())));
    try {
      if (Files.notExists(path)) {
        Files.createDirectories(path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the data folder " + path + " can't be made", e);
    }
  }

  /** Comes after application.yaml has been read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
