package app.orqen.dispatch.call;

import app.orqen.request.Field;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes the field {@code stream_options} with usage asked for. The caller's other options stay. */
final class StreamOptions {

  static final byte[] USAGE_ONLY = "{\"include_usage\":true}".getBytes(StandardCharsets.US_ASCII);

  private static final ObjectMapper JSON = new ObjectMapper();

  private StreamOptions() {}

  static byte[] withUsage(byte[] body, Field options) {
    try {
      ObjectNode tree = (ObjectNode) JSON.readTree(body, options.valueStart(),
          options.valueEnd() - options.valueStart());
      return JSON.writeValueAsBytes(tree.put("include_usage", true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
