package app.orqen.translate.openai;

import app.orqen.json.JsonScan;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.AnswerFacts.ErrorInAnswer;
import app.orqen.translate.answer.TokenCount;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads answers and events of images, speech, transcriptions, rankings and moderations in one pass, without a tree of what may be a
 * large picture. Tokens are where OpenAI, Jina and Voyage have them ({@code usage}), or where Cohere does ({@code meta.tokens}).
 */
public final class OpenAiOther {

  private final List<String> items = new ArrayList<>(0);
  private boolean expected;
  private String type;
  private String model;
  private Usage usage;
  private ErrorInAnswer error;

  private OpenAiOther() {}

  /**
   * Reads an object.
   *
   * @param fields at least one of which an answer has
   * @return null when the bytes aren't one JSON object
   */
  static OpenAiOther read(byte[] bytes, Set<String> fields) {
    OpenAiOther other = new OpenAiOther();
    try (JsonParser parser = JsonScan.parser(bytes, 0, bytes.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        other.field(parser, parser.currentName(), parser.nextToken(), fields);
      }
      return parser.nextToken() == null ? other : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns what is in a whole answer, or null when the bytes aren't one JSON object. */
  public static AnswerFacts facts(byte[] bytes, Set<String> fields) {
    OpenAiOther read = read(bytes, fields);
    return read == null ? null : new AnswerFacts(read.expected, false, read.error, read.usage(), read.model, List.of());
  }

  /** Does the same for a stored response, its items or what became of it. The error of one that failed is a part of it. */
  public static AnswerFacts stored(byte[] bytes) {
    OpenAiOther read = read(bytes, Set.of("id", "object", "data"));
    return read == null ? null : new AnswerFacts(read.expected, false, null, read.usage(), read.model, List.of(), null, read.items);
  }

  private void field(JsonParser parser, String name, JsonToken value, Set<String> fields) throws IOException {
    expected |= fields.contains(name);
    switch (name) {
      case "type" -> type = text(parser, value);
      case "model" -> model = text(parser, value);
      case "usage" -> count(object(parser, value));
      case "meta" -> count(object(parser, value).path("tokens"));
      case "error" -> error = OpenAiScan.error(parser, value);
      case "output", "data" -> items(parser, value);
      default -> parser.skipChildren();
    }
  }

  /** Reads the ids of a list of items. */
  private void items(JsonParser parser, JsonToken value) throws IOException {
    while (value == JsonToken.START_ARRAY && parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean id = parser.currentName().equals("id");
        if (parser.nextToken() == JsonToken.VALUE_STRING && id) {
          items.add(parser.getText());
        }
        parser.skipChildren();
      }
    }
    parser.skipChildren();
  }

  private static String text(JsonParser parser, JsonToken value) throws IOException {
    String text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
    parser.skipChildren();
    return text;
  }

  private static JsonNode object(JsonParser parser, JsonToken value) throws IOException {
    JsonNode node = Json.subtree(parser);
    return value == JsonToken.START_OBJECT ? node : node.path("");
  }

  /** Counts what was used. A total without parts is what a ranking has read. */
  private void count(JsonNode counts) {
    long input = Math.max(TokenCount.of(counts, "input_tokens"), TokenCount.of(counts, "prompt_tokens"));
    long output = Math.max(TokenCount.of(counts, "output_tokens"), TokenCount.of(counts, "completion_tokens"));
    if (input == 0 && output == 0) {
      input = TokenCount.of(counts, "total_tokens");
    }
    if (input + output > 0) {
      usage = new Usage(input, output, TokenCount.of(counts.path("input_tokens_details"), "cached_tokens"), 0, 0, 0, null);
    }
  }

  /** Returns what was used; {@link Usage#NONE} when it doesn't say. */
  Usage usage() {
    return usage == null ? Usage.NONE : usage;
  }

  /** Returns the type of an event, or null. */
  String type() {
    return type;
  }

  String model() {
    return model;
  }

  boolean isError() {
    return error != null;
  }
}
