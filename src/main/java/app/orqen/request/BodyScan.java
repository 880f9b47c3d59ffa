package app.orqen.request;

import app.orqen.credential.CredentialField;
import app.orqen.json.JsonScan;
import app.orqen.json.Surrogates;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass over a request body, which finds where its top-level fields are and reads the few that the gateway interprets. A
 * second field with an interpreted name is refused, so that the gateway and the provider can't read two different things.
 */
public final class BodyScan {

  private static final Set<String> INTERPRETED = Set.of("model", "messages", "stream", "stream_options", "tools",
      "tool_choice", "toolConfig", "system", "instructions", "input", "functions", "max_tokens", "max_completion_tokens",
      "prompt_cache_key", "cache_control", "stream_format", "service_tier", "serviceTier", "max_output_tokens", "inferenceConfig", "n", "best_of", "prompt",
      "user", "metadata", "models");

  /** The most names in the field {@code models}. */
  private static final int MOST_MODELS = 10;

  private byte[] body;
  private final List<Field> fields = new ArrayList<>();
  private final Map<String, Field> interpreted = new HashMap<>();
  private final Map<String, String> credentials = new HashMap<>();
  private final ConversationScan conversation;
  private String model;
  private List<String> models;
  private Boolean stream;
  private Boolean includeUsage;
  private int end;

  private BodyScan(byte[] body, JsonParser parser) {
    this.body = body;
    this.conversation = new ConversationScan(body, parser);
  }

  /**
   * Scans a body.
   *
   * @throws GatewayException 400 when it isn't one JSON object in UTF-8, when an interpreted field has a wrong type, or when it
   *     appears twice
   */
  public static BodyScan of(byte[] body) {
    if (!Utf8.isValid(body)) {
      throw GatewayException.badRequest(ErrorCode.INVALID_JSON, null, "The request body is not valid UTF-8. Encode it as UTF-8.");
    }
    try (JsonParser parser = JsonScan.parser(body, 0, body.length)) {
      BodyScan scan = new BodyScan(body, parser);
      scan.run(parser);
      return scan;
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      throw JsonBody.unreadable(e, "The request body is not valid JSON" + where + ".");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw GatewayException.badRequest(ErrorCode.INVALID_JSON, null, "The request body must be a JSON object.");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int keyStart = JsonScan.start(parser);
      JsonToken type = parser.nextToken();
      int valueStart = JsonScan.start(parser);
      read(parser, name, type);
      Field field = new Field(name, keyStart, valueStart, JsonScan.end(parser, body), type);
      fields.add(field);
      if ((INTERPRETED.contains(name) || CredentialField.isOne(name))
          && interpreted.put(name, field) != null) {
        throw GatewayException.badRequest(ErrorCode.DUPLICATE_FIELD, name, "Field '" + name + "' appears more than once. Send it once.");
      }
    }
    end = JsonScan.start(parser);
    if (parser.nextToken() != null) {
      throw GatewayException.badRequest(ErrorCode.INVALID_JSON, null, "Unexpected content after the JSON object in the request body.");
    }
  }

  private void read(JsonParser parser, String name, JsonToken type) throws IOException {
    switch (name) {
      case "model" -> {
        model = type == JsonToken.VALUE_STRING ? parser.getText() : null;
        parser.skipChildren();
      }
      case "models" -> models = readModels(parser, type);
      case "stream" -> stream = bool(type, name);
      case "stream_options" -> readStreamOptions(parser, type);
      case "messages" -> conversation.readMessages(parser, type);
      case "input" -> conversation.readInput(parser, type);
      default -> {
        if (CredentialField.isOne(name)) {
          credentials.put(name, credential(parser, name, type));
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  private static List<String> readModels(JsonParser parser, JsonToken type) throws IOException {
    List<String> names = new ArrayList<>();
    boolean list = type == JsonToken.START_ARRAY;
    while (list && parser.nextToken() != JsonToken.END_ARRAY) {
      list = parser.currentToken() == JsonToken.VALUE_STRING && names.size() < MOST_MODELS && !parser.getText().isBlank()
          && !Surrogates.hasHalf(parser.getText());
      names.add(list ? parser.getText() : "");
    }
    if (!list || names.isEmpty()) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "models",
          "'models' must be a list of 1 to " + MOST_MODELS + " models such as 'openai/gpt-4o'.");
    }
    return List.copyOf(names);
  }

  private static Boolean bool(JsonToken type, String name) {
    return switch (type) {
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NULL -> null;
      default -> throw GatewayException.badRequest(ErrorCode.INVALID_TYPE, name, "'" + name + "' must be true or false.");
    };
  }

  private static String credential(JsonParser parser, String name, JsonToken type) throws IOException {
    if (type != JsonToken.VALUE_STRING) {
      throw GatewayException.badRequest(ErrorCode.INVALID_TYPE, name, "'" + name + "' must be a string.");
    }
    String value = parser.getText();
    CredentialValue.requireValid(name, value);
    return value;
  }

  private void readStreamOptions(JsonParser parser, JsonToken type) throws IOException {
    if (type == JsonToken.VALUE_NULL) {
      return;
    }
    if (type != JsonToken.START_OBJECT) {
      throw GatewayException.badRequest(ErrorCode.INVALID_TYPE, "stream_options", "'stream_options' must be an object.");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("include_usage")) {
        includeUsage = bool(value, "stream_options.include_usage");
      }
      parser.skipChildren();
    }
  }

  /** Returns how the conversation's last tool call repeats those before it. The body must not have been given back. */
  RepeatedCalls repeatedCalls() {
    return conversation.repeatedCalls();
  }

  /** Returns the stored items that a Responses request names. The body must not have been given back. */
  public ItemReferences references() {
    return conversation.references();
  }

  /** Returns the body as it came. */
  public byte[] body() {
    if (body == null) {
      throw new IllegalStateException("the body was given back when the provider began to answer");
    }
    return body;
  }

  /** Gives the body back, and where its fields are. What was interpreted of it stays known. */
  public void giveBack() {
    body = null;
    fields.clear();
    interpreted.clear();
    conversation.giveBack();
  }

  public List<Field> fields() {
    return fields;
  }

  /** Returns the field with an interpreted name, or null. */
  public Field field(String name) {
    return interpreted.get(name);
  }

  /** Returns whether a field's value is this text, which must need no escape in JSON. */
  boolean isText(Field field, String text) {
    byte[] json = ('"' + text + '"').getBytes(StandardCharsets.US_ASCII);
    return Arrays.equals(body(), field.valueStart(), field.valueEnd(), json, 0, json.length);
  }

  /** Returns the model's name, or null when it isn't a string or is missing. */
  public String model() {
    return model;
  }

  /** Returns the models of the field {@code models}, which are called when the first one fails; null without that field. */
  public List<String> models() {
    return models;
  }

  public boolean stream() {
    return Boolean.TRUE.equals(stream);
  }

  public boolean includeUsage() {
    return Boolean.TRUE.equals(includeUsage);
  }

  /** Returns the credential fields by name. */
  public Map<String, String> credentials() {
    return credentials;
  }

  /** Returns whether {@code messages} is a list of at least one object and nothing else. */
  public boolean hasMessages() {
    return conversation.hasMessages();
  }

  /** Returns where the values "developer" of roles are, quotes included. */
  public List<Span> developerRoles() {
    return conversation.developerRoles();
  }

  /** Returns where the fields {@code name} of messages are, from the name's opening quote to the end of the value. */
  public List<Span> messageNames() {
    return conversation.messageNames();
  }

  /** Returns where the first 16,384 messages are, or the items of a Responses request, as far as they are objects. */
  public List<Span> turns() {
    return conversation.turns();
  }

  /** Returns the index of the first turn of a user, or -1. */
  public int firstUserTurn() {
    return conversation.firstUserTurn();
  }

  /** Returns the offset of the object's closing brace. */
  public int closingBrace() {
    return end;
  }
}
