package app.orqen.translate.openai;

import app.orqen.json.JsonScan;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.AnswerFacts.ErrorInAnswer;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a complete answer in one pass over its bytes, without a tree of what the model wrote. */
final class OpenAiScan {

  private final List<String> tools = new ArrayList<>();
  private boolean choices;
  private boolean data;
  private String model;
  private String serviceTier;
  private JsonNode usage;
  private JsonNode usageInChoice;
  private ErrorInAnswer error;

  private OpenAiScan() {}

  /** Returns what is in an answer, or null when the bytes aren't one JSON object. */
  static AnswerFacts of(byte[] bytes) {
    OpenAiScan scan = new OpenAiScan();
    try (JsonParser parser = JsonScan.parser(bytes, 0, bytes.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        scan.read(parser, parser.currentName(), parser.nextToken());
      }
      return parser.nextToken() == null ? scan.facts() : null;
    } catch (IOException e) {
      return null;
    }
  }

  private AnswerFacts facts() {
    JsonNode counts = usage == null ? usageInChoice : usage;
    return new AnswerFacts(choices, data, error, counts == null ? Usage.NONE : OpenAiUsage.of(counts, serviceTier), model,
        List.copyOf(tools));
  }

  private void read(JsonParser parser, String name, JsonToken type) throws IOException {
    switch (name) {
      case "choices" -> {
        choices = type == JsonToken.START_ARRAY;
        elements(parser, type, this::choice);
      }
      case "data" -> {
        data = type == JsonToken.START_ARRAY;
        parser.skipChildren();
      }
      case "model" -> model = text(parser, type);
      case "service_tier" -> serviceTier = text(parser, type);
      case "usage" -> usage = object(parser, type);
      case "error" -> error = error(parser, type);
      default -> parser.skipChildren();
    }
  }

  private void choice(JsonParser parser, String name, JsonToken type) throws IOException {
    switch (name) {
      case "message" -> fields(parser, type, this::message);
      case "error" -> {
        ErrorInAnswer inside = error(parser, type);
        error = error == null ? inside : error;
      }
      case "finish_reason" -> {
        ProviderError failure = OpenAiFailures.error(text(parser, type));
        error = error == null && failure != null
            ? new ErrorInAnswer(failure.message(), OpenAiErrors.INSTANCE.type(failure.kind()), null, null) : error;
      }
      case "usage" -> usageInChoice = object(parser, type);
      default -> parser.skipChildren();
    }
  }

  private void message(JsonParser parser, String name, JsonToken type) throws IOException {
    switch (name) {
      case "tool_calls" -> elements(parser, type, this::call);
      case "function_call" -> fields(parser, type, this::called);
      default -> parser.skipChildren();
    }
  }

  private void call(JsonParser parser, String name, JsonToken type) throws IOException {
    if (name.equals("function") || name.equals("custom")) {
      fields(parser, type, this::called);
    } else {
      parser.skipChildren();
    }
  }

  private void called(JsonParser parser, String name, JsonToken type) throws IOException {
    if (name.equals("name") && type == JsonToken.VALUE_STRING) {
      tools.add(parser.getText());
    } else {
      parser.skipChildren();
    }
  }

  static ErrorInAnswer error(JsonParser parser, JsonToken type) throws IOException {
    if (type == JsonToken.VALUE_NULL || type == JsonToken.VALUE_FALSE) {
      return null;
    }
    JsonNode node = Json.subtree(parser);
    if (node.isTextual() ? node.textValue().isBlank() : node.isEmpty()) {
      return null; // Some providers write an empty one beside a good answer.
    }
    return node.isTextual()
        ? new ErrorInAnswer(node.textValue(), null, null, null)
        : new ErrorInAnswer(scalar(node, "message"), scalar(node, "type"), scalar(node, "code"), scalar(node, "param"));
  }

  private static String scalar(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  private static JsonNode object(JsonParser parser, JsonToken type) throws IOException {
    if (type == JsonToken.START_OBJECT) {
      return Json.subtree(parser);
    }
    parser.skipChildren();
    return null;
  }

  private static String text(JsonParser parser, JsonToken type) throws IOException {
    String text = type == JsonToken.VALUE_STRING ? parser.getText() : null;
    parser.skipChildren();
    return text;
  }

  /** Reads the fields of every object in a list. */
  private static void elements(JsonParser parser, JsonToken type, FieldReader reader) throws IOException {
    if (type != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    for (JsonToken element = parser.nextToken(); element != JsonToken.END_ARRAY; element = parser.nextToken()) {
      fields(parser, element, reader);
    }
  }

  private static void fields(JsonParser parser, JsonToken type, FieldReader reader) throws IOException {
    if (type != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      reader.read(parser, parser.currentName(), parser.nextToken());
    }
  }

  /** Reads one field's value, and leaves the parser at its end. */
  @FunctionalInterface
  private interface FieldReader {
    void read(JsonParser parser, String name, JsonToken type) throws IOException;
  }
}
