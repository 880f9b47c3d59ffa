package app.orqen.dispatch.call;

import app.orqen.bytes.ByteSearch;
import app.orqen.json.JsonScan;
import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.Span;
import app.orqen.translate.front.WireRegistry;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes thinking of another maker out of a conversation that goes to Anthropic or Bedrock as it is. Such thinking has a signature
 * with the gateway's mark of its maker, for which they would refuse the whole request.
 */
final class ForeignThinking {

  /** Where Converse puts the fields of Claude's own request. */
  private static final String MORE_FIELDS = "additionalModelRequestFields";
  private static final Set<String> THINKING_FIELDS = Set.of("thinking", "reasoning_config");
  private static final Set<String> WRAPPERS = Set.of("reasoningContent", "reasoningText");

  /** What a block of a message is. */
  private static final class Block {
    private boolean foreign;
    private boolean thinking;
    private boolean call;
    private boolean result;
  }

  /**
   * What matters of a message.
   *
   * @param called whether it calls a tool
   * @param told whether it has the result of a call
   * @param lost whether it calls a tool and loses all of its thinking
   */
  private record Message(boolean assistant, boolean called, boolean told, boolean lost) {}

  private final BodyScan scan;
  private final BodyEdit edit;
  private final int from;

  private ForeignThinking(BodyScan scan, BodyEdit edit, int from) {
    this.scan = scan;
    this.edit = edit;
    this.from = from;
  }

  /** Cuts such blocks. Every other byte stays, except that a turn which has lost the thinking of its calls switches thinking off. */
  static void cut(BodyScan scan, BodyEdit edit) {
    Field messages = scan.field("messages");
    if (messages == null || messages.type() != JsonToken.START_ARRAY || !isMarked(scan.body(), messages)) {
      return;
    }
    try {
      new ForeignThinking(scan, edit, messages.valueStart()).messages(messages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isMarked(byte[] body, Field messages) {
    return WireRegistry.FOREIGN_SIGNATURES.stream().anyMatch(mark -> ByteSearch.indexOf(body, messages.valueStart(),
        messages.valueEnd(), ('"' + mark).getBytes(StandardCharsets.US_ASCII)) >= 0);
  }

  private void messages(Field field) throws IOException {
    List<Message> messages = new ArrayList<>();
    try (JsonParser json = JsonScan.parser(scan.body(), from, field.valueEnd() - from)) {
      json.nextToken();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          messages.add(message(json));
        } else {
          json.skipChildren();
        }
      }
    }
    if (hasLostThinking(messages)) {
      switchThinkingOff();
    }
  }

  private Message message(JsonParser json) throws IOException {
    boolean assistant = false;
    List<Block> blocks = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("role") && value == JsonToken.VALUE_STRING) {
        assistant = json.getText().equals("assistant");
      } else if (name.equals("content") && value == JsonToken.START_ARRAY) {
        blocks.addAll(content(json));
      } else {
        json.skipChildren();
      }
    }
    boolean called = blocks.stream().anyMatch(block -> block.call);
    boolean foreign = blocks.stream().anyMatch(block -> block.foreign);
    boolean proven = blocks.stream().anyMatch(block -> block.thinking && !block.foreign);
    return new Message(assistant, called, blocks.stream().anyMatch(block -> block.result), called && foreign && !proven);
  }

  private List<Block> content(JsonParser json) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<ListCut.Element> elements = new ArrayList<>();
    boolean anthropic = false;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      int start = from + JsonScan.start(json);
      Block block = new Block();
      if (json.currentToken() == JsonToken.START_OBJECT) {
        anthropic |= block(json, block);
      } else {
        json.skipChildren();
      }
      blocks.add(block);
      elements.add(new ListCut.Element(start, from + JsonScan.end(json), block.foreign));
    }
    if (!elements.isEmpty() && elements.stream().allMatch(ListCut.Element::cut)) {
      String text = "\"text\":\"" + WireRegistry.NO_CONTENT + "\"}"; // They refuse a turn without content.
      edit.replace(elements.get(0).start(), elements.get(elements.size() - 1).end(),
          ((anthropic ? "{\"type\":\"text\"," : "{") + text).getBytes(StandardCharsets.UTF_8));
    } else {
      ListCut.apply(elements, edit);
    }
    return blocks;
  }

  /** Reads a block, and returns whether it has Anthropic's form, which says its type. */
  private static boolean block(JsonParser json, Block block) throws IOException {
    boolean typed = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("type") && value == JsonToken.VALUE_STRING) {
        typed = true;
        block.thinking |= json.getText().endsWith("thinking");
        block.call |= json.getText().equals("tool_use");
        block.result |= json.getText().equals("tool_result");
      } else if (name.equals("signature") && value == JsonToken.VALUE_STRING) {
        block.foreign |= WireRegistry.FOREIGN_SIGNATURES.stream().anyMatch(json.getText()::startsWith);
      } else if (WRAPPERS.contains(name) && value == JsonToken.START_OBJECT) {
        block.thinking = true;
        block(json, block);
      } else {
        block.call |= name.equals("toolUse");
        block.result |= name.equals("toolResult");
        json.skipChildren();
      }
    }
    return typed;
  }

  /** Returns whether the turn that the model is to continue has lost the thinking of its calls (pitfall 33). */
  private static boolean hasLostThinking(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      Message message = messages.get(i);
      if (message.assistant && message.called) {
        return message.lost;
      }
      if (!message.assistant && !message.told) {
        return false;
      }
    }
    return false;
  }

  private void switchThinkingOff() throws IOException {
    edit.cut("thinking");
    for (Field more : scan.fields()) {
      if (more.name().equals(MORE_FIELDS) && more.type() == JsonToken.START_OBJECT) {
        switchThinkingOff(more);
      }
    }
  }

  private void switchThinkingOff(Field more) throws IOException {
    int start = more.valueStart();
    try (JsonParser json = JsonScan.parser(scan.body(), start, more.valueEnd() - start)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean thinking = THINKING_FIELDS.contains(json.currentName());
        int key = start + JsonScan.start(json);
        json.nextToken();
        json.skipChildren();
        if (thinking) {
          edit.cutNested(new Span(key, start + JsonScan.end(json)));
        }
      }
    }
  }
}
