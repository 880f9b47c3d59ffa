package app.orqen.translate.front;

import app.orqen.tokens.TokenMeter;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Set;

/**
 * Finds what a model reads of a request: texts, and tools and calls as compact JSON. Names of roles and types, ids and the data of
 * files don't count as text.
 */
final class RequestTokens {

  /** What a message takes beside its text, as OpenAI's models have it. */
  private static final int PER_MESSAGE = 4;

  /** The shortest text that may be a file's data without saying so. */
  private static final int FILE_LENGTH = 4096;

  private static final Set<String> CONVERSATION = Set.of("messages", "system", "input", "instructions");
  private static final Set<String> DECLARATIONS =
      Set.of("tools", "toolConfig", "functions", "response_format", "output_config", "outputConfig", "text");
  private static final Set<String> SILENT = Set.of("role", "type", "id", "tool_use_id", "tool_call_id", "toolUseId", "call_id",
      "status", "cache_control", "signature", "media_type", "format", "detail", "filename", "encrypted_content");

  private final JsonParser parser;
  private final TokenMeter meter;
  private int messages;
  private int files;

  private RequestTokens(JsonParser parser, TokenMeter meter) {
    this.parser = parser;
    this.meter = meter;
  }

  /**
   * Measures the texts of a request of any surface.
   *
   * @return the number of its files, each of which costs about what an image does; {@link TokenMeter#total} has the texts
   * @throws IOException if the body isn't JSON
   */
  static RequestTokens of(byte[] body, TokenMeter meter) throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(body)) {
      RequestTokens tokens = new RequestTokens(parser, meter);
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        tokens.request();
      }
      return tokens;
    }
  }

  int files() {
    return files;
  }

  /** Returns the tokens between the texts. */
  int frame() {
    return messages * PER_MESSAGE;
  }

  private void request() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (CONVERSATION.contains(name)) {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
          conversation(name);
        } else {
          text(name);
        }
      } else if (DECLARATIONS.contains(name) && parser.currentToken().isStructStart()) {
        declared();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void conversation(String name) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      messages++;
      text(name);
    }
  }

  private void text(String name) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> members();
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          text(name);
        }
      }
      case VALUE_STRING -> {
        String text = parser.getText();
        if (isFile(name, text)) {
          files++;
        } else {
          meter.add(text);
        }
      }
      default -> { }
    }
  }

  private void members() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      boolean struct = parser.nextToken().isStructStart();
      if (SILENT.contains(field)) {
        parser.skipChildren();
      } else if (struct && (field.equals("input") || field.equals("json"))) {
        declared();
      } else {
        text(field);
      }
    }
  }

  private void declared() throws IOException {
    StringWriter compact = new StringWriter();
    try (JsonGenerator generator = Json.FACTORY.createGenerator(compact)) {
      generator.copyCurrentStructure(parser);
    }
    meter.add(compact.toString());
  }

  /** Returns whether a text is a file's data or address, and not for reading. */
  private static boolean isFile(String name, String text) {
    if (text.startsWith("data:") || (name.equals("url") || name.equals("uri")) && text.startsWith("http")) {
      return true;
    }
    if (text.length() < FILE_LENGTH) {
      return false;
    }
    for (int i = 0; i < FILE_LENGTH; i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || !Character.isLetterOrDigit(c) && c != '+' && c != '/' && c != '-' && c != '_' && c != '=') {
        return false;
      }
    }
    return true;
  }
}
