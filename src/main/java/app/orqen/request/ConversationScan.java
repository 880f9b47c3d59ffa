package app.orqen.request;

import app.orqen.json.JsonScan;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The conversation of a request body, in the same pass as {@link BodyScan}: where its turns are, what in them some providers
 * refuse, and how its tool calls repeat.
 */
final class ConversationScan {

  /** So many messages are remembered by their places. A body of 32 MiB may have ten million, and nothing counts what they would hold. */
  private static final int MOST_TURNS = 16_384;

  private byte[] body;
  private RepeatedCalls repeated;
  private ToolPairs pairs;
  private ItemReferences references;
  private final List<Span> developerRoles = new ArrayList<>();
  private final List<Span> messageNames = new ArrayList<>();
  private final List<Span> turns = new ArrayList<>();
  private int firstUserTurn = -1;
  private int messageCount;
  private boolean messagesAreObjects = true;

  ConversationScan(byte[] body, JsonParser parser) {
    this.body = body;
    this.repeated = new RepeatedCalls(body);
    this.pairs = new ToolPairs(parser, repeated);
    this.references = new ItemReferences(body);
  }

  /** Reads the list {@code messages} of chat completions, Anthropic and Converse. */
  void readMessages(JsonParser parser, JsonToken type) throws IOException {
    if (type != JsonToken.START_ARRAY) {
      messagesAreObjects = false;
      parser.skipChildren();
      return;
    }
    for (JsonToken element = parser.nextToken(); element != JsonToken.END_ARRAY; element = parser.nextToken()) {
      messageCount++;
      if (element == JsonToken.START_OBJECT) {
        int start = JsonScan.start(parser);
        readMessage(parser);
        noteTurn(start, JsonScan.end(parser, body));
      } else {
        messagesAreObjects = false;
        parser.skipChildren();
      }
    }
  }

  /** Notes where the items of a Responses request are, and its tool calls. The input may be one text. */
  void readInput(JsonParser parser, JsonToken type) throws IOException {
    if (type != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    for (JsonToken element = parser.nextToken(); element != JsonToken.END_ARRAY; element = parser.nextToken()) {
      if (element == JsonToken.START_OBJECT) {
        int start = JsonScan.start(parser);
        readItem(parser);
        noteTurn(start, JsonScan.end(parser, body));
      } else {
        parser.skipChildren();
      }
    }
  }

  private void noteTurn(int start, int end) {
    if (turns.size() < MOST_TURNS) {
      turns.add(new Span(start, end));
    }
  }

  private void readItem(JsonParser parser) throws IOException {
    ToolPairs.Message item = pairs.message();
    references.begin();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken type = parser.nextToken();
      if (name.equals("role")) {
        readRole(parser, type, item);
      } else {
        references.field(parser, name, type);
        pairs.field(item, name, type);
      }
    }
    references.end();
    pairs.end(item);
  }

  /** Notes what some providers don't accept in a message: the role "developer", and a name. */
  private void readMessage(JsonParser parser) throws IOException {
    boolean named = false;
    ToolPairs.Message message = pairs.message();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      boolean isName = name.equals("name");
      int keyStart = isName ? JsonScan.start(parser) : 0;
      JsonToken type = parser.nextToken();
      if (name.equals("role")) {
        readRole(parser, type, message);
        if (type == JsonToken.VALUE_STRING && message.role().equals("developer")) {
          developerRoles.add(new Span(JsonScan.start(parser), JsonScan.end(parser, body)));
        }
      } else {
        pairs.field(message, name, type);
      }
      if (isName) {
        if (named) {
          throw GatewayException.badRequest(ErrorCode.DUPLICATE_FIELD, "messages", "A message has the field 'name' more than once.");
        }
        named = true;
        messageNames.add(new Span(keyStart, JsonScan.end(parser, body)));
      }
    }
    pairs.end(message);
  }

  /** Notes whose turn it is, and which turn is the first of a user. */
  private void readRole(JsonParser parser, JsonToken type, ToolPairs.Message message) throws IOException {
    if (type != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return;
    }
    String role = parser.getText();
    message.role(role);
    if (firstUserTurn < 0 && turns.size() < MOST_TURNS && role.equals("user")) {
      firstUserTurn = turns.size();
    }
  }

  /** Returns how the last tool call repeats those before it. The body must not have been given back. */
  RepeatedCalls repeatedCalls() {
    return repeated;
  }

  /** Returns the stored items that a Responses request names. The body must not have been given back. */
  ItemReferences references() {
    return references;
  }

  /** Gives the body back, and where the turns are in it. */
  void giveBack() {
    body = null;
    repeated = null;
    pairs = null;
    references = null;
    developerRoles.clear();
    messageNames.clear();
    turns.clear();
  }

  /** Returns whether {@code messages} is a list of at least one object and nothing else. */
  boolean hasMessages() {
    return messageCount > 0 && messagesAreObjects;
  }

  /** Returns where the values "developer" of roles are, quotes included. */
  List<Span> developerRoles() {
    return developerRoles;
  }

  /** Returns where the fields {@code name} of messages are, from the name's opening quote to the end of the value. */
  List<Span> messageNames() {
    return messageNames;
  }

  /** Returns where the first {@value #MOST_TURNS} messages are, or the items of a Responses request, as far as they are objects. */
  List<Span> turns() {
    return turns;
  }

  /** Returns the index of the first turn of a user, or -1. */
  int firstUserTurn() {
    return firstUserTurn;
  }
}
