package app.orqen.tools.read;

import app.orqen.tools.read.Conversation.Speaker;
import app.orqen.tools.read.Conversation.Turn;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the messages or items of all forms. One reader serves them all: their members do not contradict each other, and a tool
 * call that is recognised although it belongs to another form only keeps one tool more.
 */
public final class ConversationReader {

  private static final int MAX_TURNS = 32;
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_INSTRUCTIONS = 200_000;

  private final ArrayDeque<Turn> turns = new ArrayDeque<>();
  private final Set<String> called = new LinkedHashSet<>();
  private final Set<String> referenced = new LinkedHashSet<>();
  private final PromptPrefixes prefixes = new PromptPrefixes();
  private final StringBuilder instructions = new StringBuilder();
  private int answers;
  private boolean cacheMarked;
  private final TimeBudget budget;

  private ConversationReader(TimeBudget budget) {
    this.budget = budget;
  }

  /** Reads the messages, and the system prompt where it is outside of them. Either span may be null. */
  public static Conversation read(byte[] body, ByteSpan messages, ByteSpan system, TimeBudget budget)
      throws IOException {
    ConversationReader reader = new ConversationReader(budget);
    if (system != null) {
      try (JsonParser json = Json.parser(body, system)) {
        json.nextToken();
        List<Turn> texts = new ArrayList<>();
        reader.readContent(json, texts);
        texts.forEach(turn -> reader.add(Speaker.SYSTEM, turn.text(), ""));
      }
    }
    if (messages != null) {
      try (JsonParser json = Json.parser(body, messages)) {
        reader.readMessages(json);
      }
    }
    return new Conversation(
        List.copyOf(reader.turns),
        Collections.unmodifiableSet(reader.called),
        Collections.unmodifiableSet(reader.referenced),
        reader.prefixes.prefixes(),
        reader.prefixes.system(),
        reader.instructions.toString(),
        reader.answers,
        reader.cacheMarked);
  }

  private void readMessages(JsonParser json) throws IOException {
    JsonToken first = json.nextToken();
    if (first == JsonToken.VALUE_STRING) { // The input of a response may be one text.
      add(Speaker.USER, json.getText(), "");
      prefixes.endMessage();
    }
    if (first != JsonToken.START_ARRAY) {
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      budget.check();
      if (json.currentToken() == JsonToken.START_OBJECT) {
        readMessage(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private void readMessage(JsonParser json) throws IOException {
    List<Turn> content = new ArrayList<>();
    List<Turn> calls = new ArrayList<>();
    StringBuilder payload = new StringBuilder();
    String role = "";
    String name = "";
    String type = "";
    String namespace = "";
    List<String> found = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "role" -> role = Json.text(json, 40);
        case "name" -> name = Json.text(json, 1_000);
        case "type" -> type = Json.text(json, 100);
        case "namespace" -> namespace = Json.text(json, 1_000);
        case "tools" -> readNames(json, found);
        case "arguments", "input", "output" -> readPayload(json, payload);
        case "content" -> readContent(json, content);
        case "tool_calls" -> readCalls(json, calls);
        case "function_call" -> readCall(json, calls);
        default -> json.skipChildren();
      }
    }
    if (type.equals("tool_search_output")) {
      referenced.addAll(found);
    }
    if (role.isEmpty()) {
      readItem(type, namespace.isEmpty() ? name : namespace + "__" + name, payload.toString(), calls);
    }
    boolean answer = role.equals("tool") || role.equals("function");
    if (answer && !name.isEmpty()) {
      called.add(name);
    }
    Speaker speaker = speaker(role);
    content.forEach(t -> add(t.speaker() == Speaker.USER ? speaker : t.speaker(), t.text(), t.tool()));
    calls.forEach(t -> add(t.speaker(), t.text(), t.tool()));
    answers += speaker == Speaker.ASSISTANT ? 1 : 0;
    prefixes.endMessage();
  }

  /** Adds the names of the tools in a list. A parameter that is called {@code name} isn't text. */
  private static void readNames(JsonParser json, List<String> into) throws IOException {
    Json.leaves(json, token -> {
      if (token == JsonToken.VALUE_STRING && "name".equals(json.currentName())) {
        into.add(json.getText());
      }
    });
  }

  /** Reads a call or a result of the Responses API. They are items of their own next to the messages. */
  private void readItem(String type, String name, String payload, List<Turn> into) {
    if (type.endsWith("_output")) {
      into.add(new Turn(Speaker.RESULT, payload, ""));
    } else if (type.endsWith("_call")) {
      addCall(name.isEmpty() ? type.substring(0, type.length() - "_call".length()) : name, payload, into);
      answers++;
    }
  }

  private static Speaker speaker(String role) {
    return switch (role) {
      case "system", "developer" -> Speaker.SYSTEM;
      case "assistant" -> Speaker.ASSISTANT;
      case "tool", "function" -> Speaker.RESULT;
      default -> Speaker.USER;
    };
  }

  private void add(Speaker speaker, String text, String tool) {
    prefixes.add(speaker, text);
    boolean instructing = speaker == Speaker.SYSTEM || speaker == Speaker.USER && answers == 0;
    if (instructing && instructions.length() < MAX_INSTRUCTIONS) {
      instructions.append(Json.cut(text, MAX_INSTRUCTIONS)).append('\n');
    }
    if (turns.size() == MAX_TURNS) {
      turns.removeFirst();
    }
    turns.addLast(new Turn(speaker, Json.cut(text, MAX_TEXT), tool));
  }

  /** Reads a string, or a list of blocks. Texts come out as {@link Speaker#USER} until the message's role is known. */
  private void readContent(JsonParser json, List<Turn> into) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      into.add(new Turn(Speaker.USER, json.getText(), ""));
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          readBlock(json, into);
        } else {
          json.skipChildren();
        }
      }
    } else {
      json.skipChildren();
    }
  }

  private void readBlock(JsonParser json, List<Turn> into) throws IOException {
    String type = "";
    String name = "";
    String text = null;
    StringBuilder payload = new StringBuilder();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "type" -> type = Json.text(json, 100);
        case "name", "tool_name" -> name = Json.text(json, 1_000);
        case "text" -> text = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : skip(json);
        case "input", "content" -> readPayload(json, payload);
        case "cache_control", "cachePoint" -> {
          cacheMarked |= json.currentToken() != JsonToken.VALUE_NULL;
          json.skipChildren();
        }
        case "toolUse" -> readCall(json, into);
        case "toolResult" -> readResult(json, into);
        default -> json.skipChildren();
      }
    }
    if (type.equals("tool_reference")) {
      referenced.add(name);
    }
    if (type.endsWith("tool_use") || type.equals("tool_reference")) {
      addCall(name, payload.toString(), into);
    } else if (type.endsWith("tool_result")) {
      into.add(new Turn(Speaker.RESULT, payload.toString(), ""));
    } else if (text != null) {
      into.add(new Turn(Speaker.USER, text, ""));
    }
  }

  private void readCalls(JsonParser json, List<Turn> into) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      readCall(json, into);
    }
  }

  /** Reads a call in OpenAI's form, {@code {function: {name, arguments}}} or bare, or in Converse's {@code {name, input}}. */
  private void readCall(JsonParser json, List<Turn> into) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String name = "";
    StringBuilder arguments = new StringBuilder();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = Json.text(json, 1_000);
        case "arguments", "input" -> Json.strings(json, arguments, MAX_TEXT);
        case "function", "custom" -> readCall(json, into);
        default -> json.skipChildren();
      }
    }
    addCall(name, arguments.toString(), into);
  }

  private void addCall(String name, String arguments, List<Turn> into) {
    if (!name.isEmpty()) {
      called.add(name);
      into.add(new Turn(Speaker.CALL, arguments, name));
    }
  }

  private void readResult(JsonParser json, List<Turn> into) throws IOException {
    StringBuilder payload = new StringBuilder();
    readPayload(json, payload);
    into.add(new Turn(Speaker.RESULT, payload.toString(), ""));
  }

  /** Takes all texts inside. Tools that a result refers to count as called. */
  private void readPayload(JsonParser json, StringBuilder into) throws IOException {
    Json.leaves(json, token -> {
      if (token == JsonToken.VALUE_STRING && "tool_name".equals(json.currentName())) {
        called.add(json.getText());
        referenced.add(json.getText());
      } else if (token == JsonToken.VALUE_STRING && "data".equals(json.currentName())) {
        json.finishToken();
      } else if (into.length() < MAX_TEXT && token != JsonToken.VALUE_NULL) {
        into.append(Json.cut(json.getText(), MAX_TEXT)).append('\n');
      }
    });
  }

  private static String skip(JsonParser json) throws IOException {
    json.skipChildren();
    return null;
  }
}
