package app.orqen.catalogue;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CatalogueConfiguration {

  /** Makes the table: the built-in one, and above it the operator's own. */
  @Bean
  ModelTable modelTable(@Value("${orqen.prices.file}") String file) throws IOException {
    ModelTable table = ModelTable.builtIn();
    if (!file.isBlank()) {
      try (InputStream csv = new FileInputStream(file)) {
        table.add(file, csv);
      } catch (FileNotFoundException e) {
        throw new IllegalArgumentException("orqen.prices.file (ORQEN_PRICES_FILE) names " + file + ", which cannot be read.");
      }
    }
    return table;
  }
}
