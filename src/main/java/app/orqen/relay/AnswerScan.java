package app.orqen.relay;

import app.orqen.translate.answer.TokenCount;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * What the gateway wants to know of an OpenAI answer or chunk, in one pass over its bytes: is it the object that was asked
 * for, is it an error, what was used.
 */
final class AnswerScan {

  private static final JsonFactory JSON = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
      .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
      .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
      .build();

  boolean hasChoices;
  boolean choicesEmpty;
  boolean hasData;
  boolean hasUsage;
  String model;
  long inputTokens;
  long outputTokens;
  long cachedTokens;

  boolean isError;
  String errorMessage;
  String errorType;
  String errorCode;
  String errorParam;

  private AnswerScan() {}

  /** Null when the bytes are not one JSON object. */
  static AnswerScan of(byte[] bytes, int offset, int length) {
    AnswerScan scan = new AnswerScan();
    try (JsonParser parser = JSON.createParser(bytes, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        scan.read(parser, parser.currentName(), parser.nextToken());
      }
      return parser.nextToken() == null ? scan : null;
    } catch (IOException e) {
      return null;
    }
  }

  private void read(JsonParser parser, String name, JsonToken type) throws IOException {
    switch (name) {
      case "choices" -> {
        hasChoices = type == JsonToken.START_ARRAY;
        if (hasChoices) {
          choicesEmpty = parser.nextToken() == JsonToken.END_ARRAY;
          skipRestOfArray(parser);
        } else {
          parser.skipChildren();
        }
      }
      case "data" -> {
        hasData = type == JsonToken.START_ARRAY;
        parser.skipChildren();
      }
      case "model" -> {
        model = type == JsonToken.VALUE_STRING ? parser.getText() : null;
        parser.skipChildren();
      }
      case "usage" -> readUsage(parser, type);
      case "error" -> readError(parser, type);
      default -> parser.skipChildren();
    }
  }

  private static void skipRestOfArray(JsonParser parser) throws IOException {
    while (parser.currentToken() != JsonToken.END_ARRAY) {
      parser.skipChildren();
      if (parser.nextToken() == null) {
        return;
      }
    }
  }

  private void readUsage(JsonParser parser, JsonToken type) throws IOException {
    if (type != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    hasUsage = true;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value.isNumeric()) {
        count(name, TokenCount.at(parser));
      } else if (value == JsonToken.START_OBJECT && name.equals("prompt_tokens_details")) {
        readPromptDetails(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void count(String name, long tokens) {
    switch (name) {
      case "prompt_tokens" -> inputTokens = tokens;
      case "completion_tokens" -> outputTokens = tokens;
      default -> { }
    }
  }

  private void readPromptDetails(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken().isNumeric() && name.equals("cached_tokens")) {
        cachedTokens = TokenCount.at(parser);
      }
      parser.skipChildren();
    }
  }

  private void readError(JsonParser parser, JsonToken type) throws IOException {
    isError = type != JsonToken.VALUE_NULL && type != JsonToken.VALUE_FALSE;
    if (type == JsonToken.VALUE_STRING) {
      errorMessage = parser.getText();
    }
    if (type != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      String text = value.isScalarValue() && value != JsonToken.VALUE_NULL ? parser.getText() : null;
      switch (name) {
        case "message" -> errorMessage = text;
        case "type" -> errorType = text;
        case "code" -> errorCode = text;
        case "param" -> errorParam = text;
        default -> { }
      }
      parser.skipChildren();
    }
  }

  /** The error's code where it is an HTTP status of an error, as some aggregators write it; else 0. */
  int errorStatus() {
    boolean digits = errorCode != null && errorCode.length() == 3 && errorCode.chars().allMatch(Character::isDigit);
    int status = digits ? Integer.parseInt(errorCode) : 0;
    return status >= 400 && status < 600 ? status : 0;
  }
}
