package app.orqen.tools.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The places of the parts of Converse's {@code toolConfig} in the body; null for a part that is missing. */
public record ConverseConfig(ByteSpan tools, ByteSpan toolChoice) {

  /** Finds both parts; {@code config} is the place of {@code toolConfig}. */
  public static ConverseConfig read(byte[] body, ByteSpan config) throws IOException {
    ByteSpan tools = null;
    ByteSpan choice = null;
    try (JsonParser json = Json.parser(body, config)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new ConverseConfig(null, null);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        int start = config.start() + (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        ByteSpan value = new ByteSpan(start, config.start() + (int) json.currentLocation().getByteOffset());
        if (field.equals("tools") && tools != null) {
          throw new IOException("toolConfig has two lists of tools");
        }
        if (field.equals("tools")) {
          tools = value;
        } else if (field.equals("toolChoice")) {
          choice = value;
        }
      }
    }
    return new ConverseConfig(tools, choice);
  }
}
