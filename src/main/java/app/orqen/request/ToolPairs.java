package app.orqen.request;

import app.orqen.json.JsonScan;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Finds tool calls and their results in a conversation while its body is scanned. One reader serves the forms of OpenAI's chat,
 * Anthropic's messages, Bedrock's Converse and OpenAI's Responses, since their members don't contradict each other. It keeps no
 * text, only where texts are.
 */
final class ToolPairs {

  /**
   * Where the parts of a call or of a result are. A part that isn't there begins at -1. The end of a string is -1: it is looked for
   * when two parts are compared, since the parser would have to decode the string to tell it.
   */
  static final class Part {
    int idStart = -1;
    int idEnd = -1;
    int nameStart = -1;
    int nameEnd = -1;
    /** The call's arguments, or the result. */
    int start = -1;
    int end = -1;
  }

  private final JsonParser json;
  private final RepeatedCalls repeated;

  ToolPairs(JsonParser json, RepeatedCalls repeated) {
    this.json = json;
    this.repeated = repeated;
  }

  /** What a message or an item of a conversation has of a call or of a result. */
  static final class Message {
    private final Part call = new Part();
    private final Part content = new Part();
    private final int partsBefore;
    private String role = "";
    private int typeStart = -1;
    private int typeEnd = -1;
    private boolean result;
    private boolean output;

    private Message(int partsBefore) {
      this.partsBefore = partsBefore;
    }

    /** Returns whose message it is; empty while that isn't known. */
    String role() {
      return role;
    }

    /** Notes whose message it is. */
    void role(String name) {
      role = name;
    }
  }

  /** Begins a message. */
  Message message() {
    return new Message(repeated.parts());
  }

  /**
   * Reads a field of a message, at whose value the parser is. Afterwards the parser is at the value's end.
   *
   * @param type the value's first token
   */
  void field(Message message, String name, JsonToken type) throws IOException {
    switch (name) {
      case "content" -> {
        message.content.start = start();
        if (type == JsonToken.START_ARRAY) {
          blocks();
        } else {
          json.skipChildren();
        }
        message.content.end = end();
      }
      case "tool_calls" -> calls(type);
      case "function_call" -> call(new Part(), type);
      case "tool_call_id" -> {
        message.result = true;
        id(message.content);
      }
      case "call_id" -> id(message.call);
      case "name" -> name(message.call);
      case "arguments", "input", "action" -> payload(message.call);
      case "output" -> {
        message.output = true;
        payload(message.call);
      }
      case "type" -> {
        message.typeStart = start();
        json.skipChildren();
        message.typeEnd = end();
      }
      default -> json.skipChildren();
    }
  }

  /** Takes a whole message: a result of OpenAI's chat, a call or a result of the Responses API, or what somebody said. */
  void end(Message message) {
    Part call = message.call;
    if (message.result || message.role.equals("function")) {
      repeated.result(message.content);
    } else if (call.idStart >= 0 && message.output) {
      repeated.result(call);
    } else if (call.idStart >= 0) {
      if (call.nameStart < 0) { // Calls of the provider's own tools have only a type.
        call.nameStart = message.typeStart;
        call.nameEnd = message.typeEnd;
      }
      repeated.call(call);
    } else if (repeated.parts() == message.partsBefore) {
      repeated.said(message.role);
    }
  }

  /** Reads the blocks of a message's content. */
  private void blocks() throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        block();
      } else {
        json.skipChildren();
      }
    }
  }

  private void block() throws IOException {
    Part part = null;
    boolean result = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken type = json.nextToken();
      switch (name) {
        case "id", "name", "input", "content", "tool_use_id" -> {
          part = part == null ? new Part() : part;
          result |= name.equals("tool_use_id");
          member(part, name);
        }
        case "toolUse" -> call(new Part(), type);
        case "toolResult" -> result(type);
        default -> json.skipChildren();
      }
    }
    if (result) {
      repeated.result(part);
    } else if (part != null && part.nameStart >= 0 && part.idStart >= 0) {
      repeated.call(part);
    }
  }

  private void member(Part part, String name) throws IOException {
    switch (name) {
      case "name" -> name(part);
      case "input", "content", "arguments" -> payload(part);
      default -> id(part);
    }
  }

  private void calls(JsonToken type) throws IOException {
    if (type != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    for (JsonToken one = json.nextToken(); one != JsonToken.END_ARRAY; one = json.nextToken()) {
      call(new Part(), one);
    }
  }

  /** Reads a call in OpenAI's form, {@code {id, function: {name, arguments}}} or bare, or in Converse's {@code {toolUseId, name, input}}. */
  private void call(Part call, JsonToken type) throws IOException {
    if (type != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "id", "toolUseId", "name", "arguments", "input" -> member(call, name);
        case "function", "custom" -> function(call, value);
        default -> json.skipChildren();
      }
    }
    repeated.call(call);
  }

  private void function(Part call, JsonToken type) throws IOException {
    if (type != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "name", "arguments", "input" -> member(call, name);
        default -> json.skipChildren();
      }
    }
  }

  /** Reads Converse's {@code {toolUseId, content, status}}. */
  private void result(JsonToken type) throws IOException {
    if (type != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    Part result = new Part();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "toolUseId", "content" -> member(result, name);
        default -> json.skipChildren();
      }
    }
    repeated.result(result);
  }

  private void id(Part part) throws IOException {
    part.idStart = start();
    json.skipChildren();
    part.idEnd = end();
  }

  private void name(Part part) throws IOException {
    part.nameStart = start();
    json.skipChildren();
    part.nameEnd = end();
  }

  private void payload(Part part) throws IOException {
    part.start = start();
    json.skipChildren();
    part.end = end();
  }

  private int start() {
    return JsonScan.start(json);
  }

  private int end() throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING ? -1 : JsonScan.end(json);
  }
}
