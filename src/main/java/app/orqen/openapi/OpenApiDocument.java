package app.orqen.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the OpenAPI document, which is written in YAML, and keeps it as JSON. */
public final class OpenApiDocument {

  private static final String FILE = "/openapi.yaml";

  private OpenApiDocument() {}

  /** Converts the document when it is asked for the first time. */
  private static final class Json {
    private static final byte[] BYTES = read();
  }

  /** Returns the document as UTF-8 JSON; callers must not change the array. */
  public static byte[] json() {
    return Json.BYTES;
  }

  private static byte[] read() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(1_000); // SnakeYAML takes 50, against documents that grow when they are read; ours is trusted.
    try (InputStream yaml = OpenApiDocument.class.getResourceAsStream(FILE)) {
      return new ObjectMapper().writeValueAsBytes(new Yaml(new SafeConstructor(options)).<Object>load(yaml));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(FILE + " can't be written as JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
