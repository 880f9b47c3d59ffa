package app.orqen.provider;

import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.MessageSpans;
import app.orqen.request.MessageSpans.Message;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks for JSON of a schema in words, where a provider knows only that an answer is to be JSON. */
final class SchemaInWords {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] JSON_OBJECT = "{\"type\":\"json_object\"}".getBytes(StandardCharsets.US_ASCII);

  private SchemaInWords() {}

  /** Puts the schema of a {@code response_format} into the system prompt. */
  static void apply(BodyScan scan, BodyEdit edit) {
    Field format = scan.fields().stream().filter(field -> field.name().equals("response_format")).findFirst().orElse(null);
    List<Message> messages = MessageSpans.in(scan);
    if (format == null || format.type() != JsonToken.START_OBJECT || messages.isEmpty()) {
      return;
    }
    JsonNode asked = tree(scan, format);
    if (!asked.path("type").asText().equals("json_schema")) {
      return;
    }
    edit.value(format, JSON_OBJECT);
    JsonNode schema = asked.path("json_schema").path("schema");
    String words = "Answer with one valid JSON object and nothing else"
        + (schema.isObject() ? ". It must fit this JSON schema: " + schema : ".");
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(words);
    Message first = messages.get(0);
    boolean prompt = first.role().equals("system") || first.role().equals("developer");
    if (prompt && first.contentType() == JsonToken.VALUE_STRING) {
      int end = first.content().end() - 1;
      edit.replace(end, end, joined("\\n\\n", quoted, ""));
    } else {
      edit.replace(first.whole().start(), first.whole().start(),
          joined("{\"role\":\"system\",\"content\":\"", quoted, "\"},"));
    }
  }

  private static byte[] joined(String before, byte[] text, String after) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 64);
    out.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(text);
    out.writeBytes(after.getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static JsonNode tree(BodyScan scan, Field field) {
    try {
      return JSON.readTree(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was JSON a moment ago
    }
  }
}
