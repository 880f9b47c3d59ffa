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

/** Makes the data folder, for nobody but its owner, before the database opens in it; if anything is kept there at all. */
final class DataFolder implements EnvironmentPostProcessor, Ordered {

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
    String folder = environment.getProperty("orqen.data-dir", "");
    if (folder.isBlank()) {
      return;
    }
    Path path = Path.of(folder).toAbsolutePath().normalize();
    // H2 takes no relative path that doesn't begin with a dot.
    environment.getPropertySources().addFirst(
        new MapPropertySource("orqenDataFolder", Map.of("orqen.data-dir", path.toString())));
    if (!isUsed(environment)) {
      return;
    }
    try {
      if (Files.notExists(path)) {
        Files.createDirectories(path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder " + path + " (ORQEN_DATA_DIR) can't be made: " + e, e);
    }
  }

  private static boolean isUsed(ConfigurableEnvironment environment) {
    boolean embedded = environment.getProperty("spring.datasource.url", "").startsWith("jdbc:h2:file:");
    return embedded || environment.getProperty("orqen.vault.keys", "").isBlank()
        && environment.getProperty("orqen.vault.keys-file", "").isBlank();
  }
}
