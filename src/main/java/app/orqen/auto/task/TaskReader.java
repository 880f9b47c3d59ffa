package app.orqen.auto.task;

import app.orqen.json.JsonScan;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads the conversation of a request once, in the form of any surface. One reader serves them all, because the members of their
 * forms don't contradict each other.
 */
public final class TaskReader {

  /** Names of the surfaces' members, and of the types of their blocks. */
  private static final String TYPE = "type";
  private static final int LONGEST_NAME = 60;

  private final byte[] body;
  private final TaskTexts texts = new TaskTexts();
  private boolean vision;
  private boolean documents;
  private boolean cacheMarked;

  /** What a block of content is, as far as it has been read. */
  private static final class Block {
    private String type = "";
    private String text;
    private boolean error;
    private boolean plainText;
    private boolean result;
    private String output;
  }

  private TaskReader(byte[] body) {
    this.body = body;
  }

  /**
   * Reads a conversation.
   *
   * @param system the first and last offset of the system prompt; null if it is among the turns, or the request has none
   * @param turns the first and last offset of the turns; null if the request has none
   * @param tools whether the request has tools
   */
  public static Task read(byte[] body, int[] system, int[] turns, boolean tools) {
    TaskReader reader = new TaskReader(body);
    try {
      if (system != null) {
        reader.readSystem(system);
      }
      if (turns != null) {
        reader.readTurns(turns);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // The whole body was read before.
    }
    TaskTexts texts = reader.texts;
    return new Task(texts.opening(), texts.userTexts(), texts.complexity(tools), texts.errorsInARow(), texts.isRepeated(),
        reader.vision, reader.documents, reader.cacheMarked);
  }

  private void readSystem(int[] span) throws IOException {
    try (JsonParser json = JsonScan.parser(body, span[0], span[1] - span[0])) {
      json.nextToken();
      readContent(json, "system");
    }
  }

  private void readTurns(int[] span) throws IOException {
    try (JsonParser json = JsonScan.parser(body, span[0], span[1] - span[0])) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.VALUE_STRING) { // the input of a response
        texts.user(json.getText());
        texts.endOfTurn();
      } else if (first == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          if (json.currentToken() == JsonToken.START_OBJECT) {
            readTurn(json);
          } else {
            json.skipChildren();
          }
        }
      }
    }
  }

  /** Reads a message, or an item of the Responses API. A role that comes behind the content is known too late to be of use. */
  private void readTurn(JsonParser json) throws IOException {
    String role = "";
    Block item = new Block();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "role" -> role = text(json);
        case "content" -> readContent(json, role);
        default -> member(json, name, item);
      }
    }
    if (item.type.endsWith("_output") && item.output != null) {
      texts.result(item.error || TaskTexts.looksLikeError(item.output));
    }
    texts.endOfTurn();
  }

  private static String text(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      String text = json.getText();
      return text.length() > LONGEST_NAME ? "" : text;
    }
    json.skipChildren();
    return "";
  }

  private void readContent(JsonParser json, String role) throws IOException {
    if (role.equals("assistant")) { // What the model said tells nothing of the task.
      json.skipChildren();
    } else if (json.currentToken() == JsonToken.VALUE_STRING) {
      say(role, json.getText());
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          readBlock(json, role);
        } else {
          json.skipChildren();
        }
      }
    } else {
      json.skipChildren();
    }
  }

  private void say(String role, String text) {
    switch (role) {
      case "user", "" -> texts.user(text);
      case "system", "developer" -> texts.system(text);
      case "tool", "function" -> texts.result(TaskTexts.looksLikeError(text));
      default -> { }
    }
  }

  private void readBlock(JsonParser json, String role) throws IOException {
    Block block = new Block();
    readObject(json, block);
    noteKind(block);
    if (block.result || block.type.endsWith("tool_result")) {
      texts.result(block.error || block.output != null && TaskTexts.looksLikeError(block.output));
    } else if (block.text != null) {
      say(role, block.text);
    }
  }

  /** Notes what a model must be able to read because of a block. */
  private void noteKind(Block block) {
    vision |= block.type.startsWith("image") || block.type.equals("input_image");
    documents |= (block.type.equals("document") || block.type.endsWith("file")) && !block.plainText;
  }

  /** Reads what a block, an item or an object in one has by a name. */
  private void member(JsonParser json, String name, Block block) throws IOException {
    boolean object = json.currentToken() == JsonToken.START_OBJECT;
    switch (name) {
      case TYPE -> block.type = text(json);
      case "text" -> {
        block.text = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null;
        json.skipChildren();
      }
      case "is_error" -> block.error |= json.currentToken() == JsonToken.VALUE_TRUE;
      case "status" -> block.error |= text(json).equals("error");
      case "cache_control", "cachePoint" -> {
        cacheMarked |= json.currentToken() != JsonToken.VALUE_NULL;
        json.skipChildren();
      }
      case "image" -> {
        vision |= object;
        json.skipChildren();
      }
      case "document" -> {
        documents |= object;
        json.skipChildren();
      }
      case "source" -> readSource(json, block);
      case "content", "output" -> readOutput(json, block);
      case "toolResult" -> {
        block.result = true;
        readObject(json, block);
      }
      default -> json.skipChildren();
    }
  }

  private void readObject(JsonParser json, Block block) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      member(json, name, block);
    }
  }

  /** Reads where a document is from: one that is plain text needs no model that reads files. */
  private static void readSource(JsonParser json, Block block) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(TYPE)) {
        String type = text(json);
        block.plainText |= type.equals("text") || type.equals("content");
      } else {
        json.finishToken();
        json.skipChildren();
      }
    }
  }

  /** Reads the result of a tool: its first text is kept, and its images count. */
  private void readOutput(JsonParser json, Block block) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      block.output = block.output == null ? json.getText() : block.output;
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      block.output = block.output == null ? "" : block.output;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
          json.skipChildren();
          continue;
        }
        Block inner = new Block();
        readObject(json, inner);
        noteKind(inner);
        if (block.output.isEmpty() && inner.text != null) {
          block.output = inner.text;
        }
      }
    } else {
      json.skipChildren();
    }
  }
}
