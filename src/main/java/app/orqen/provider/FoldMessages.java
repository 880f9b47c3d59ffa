package app.orqen.provider;

import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.request.MessageSpans;
import app.orqen.request.MessageSpans.Message;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a conversation one that the templates of open models take: users and assistants in turns, a system message only at the
 * beginning, no user right after a tool. What a user says there goes to the end of the tool's result; a system message in the middle
 * becomes what a user says, between marks. All other bytes stay.
 */
final class FoldMessages {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] NOTHING = {};
  private static final byte[] USER = utf8("\"user\"");
  /** Between a tool's result and a user's message with an image, which a result can't have. */
  private static final byte[] BRIDGE = utf8("{\"role\":\"assistant\",\"content\":\".\"},");
  private static final String OPEN = "<system>\\n";
  private static final String CLOSE = "\\n</system>";

  private final BodyScan scan;
  private final BodyEdit edit;
  private Message anchor;
  private final List<Message> followers = new ArrayList<>();

  private FoldMessages(BodyScan scan, BodyEdit edit) {
    this.scan = scan;
    this.edit = edit;
  }

  /** Folds the messages of a body. */
  static void apply(BodyScan scan, BodyEdit edit) {
    FoldMessages fold = new FoldMessages(scan, edit);
    boolean begun = false;
    for (Message message : MessageSpans.in(scan)) {
      begun |= !isSystem(message);
      if (begun) {
        fold.next(message);
      }
    }
    fold.flush();
  }

  private void next(Message message) {
    boolean said = message.role().equals("user") || isSystem(message);
    boolean taken = anchor != null && anchor.content() != null && !anchor.role().equals("assistant");
    if (!said || message.content() == null || !taken) {
      begin(message);
    } else if (!anchor.role().equals("tool") || isText(message)) {
      followers.add(message);
    } else {
      edit.replace(message.whole().start(), message.whole().start(), BRIDGE);
      begin(message);
    }
  }

  private void begin(Message message) {
    flush();
    anchor = message;
    if (isSystem(message)) {
      edit.replace(message.roleValue().start(), message.roleValue().end(), USER);
    }
  }

  /** Writes what the anchor says with its followers, and takes those out. */
  private void flush() {
    boolean changed = anchor != null && (!followers.isEmpty() || isSystem(anchor) && anchor.content() != null);
    if (changed) {
      List<Message> all = new ArrayList<>(List.of(anchor));
      all.addAll(followers);
      byte[] content = all.stream().allMatch(this::isText) ? texts(all) : parts(all);
      edit.replace(anchor.content().start(), anchor.content().end(), content);
      if (!followers.isEmpty()) {
        edit.replace(anchor.whole().end(), followers.get(followers.size() - 1).whole().end(), NOTHING);
      }
    }
    anchor = null;
    followers.clear();
  }

  private byte[] texts(List<Message> messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('"');
    for (Message message : messages) {
      byte[] text = text(message);
      if (text.length > 0) {
        out.writeBytes(utf8(out.size() > 1 ? "\\n\\n" : ""));
        out.writeBytes(marked(message, text));
      }
    }
    out.write('"');
    return out.toByteArray();
  }

  private byte[] parts(List<Message> messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('[');
    for (Message message : messages) {
      byte[] parts = isText(message) ? part(marked(message, text(message))) : inside(message);
      if (parts.length > 0) {
        out.writeBytes(utf8(out.size() > 1 ? "," : ""));
        out.writeBytes(parts);
      }
    }
    out.write(']');
    return out.toByteArray();
  }

  private static byte[] part(byte[] text) {
    if (text.length == 0) {
      return text;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 32);
    out.writeBytes(utf8("{\"type\":\"text\",\"text\":\""));
    out.writeBytes(text);
    out.writeBytes(utf8("\"}"));
    return out.toByteArray();
  }

  private static byte[] marked(Message message, byte[] text) {
    if (!isSystem(message) || text.length == 0) {
      return text;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 32);
    out.writeBytes(utf8(OPEN));
    out.writeBytes(text);
    out.writeBytes(utf8(CLOSE));
    return out.toByteArray();
  }

  /** Returns the bytes between the quotes or brackets of a content. */
  private byte[] inside(Message message) {
    int start = message.content().start() + 1;
    byte[] inside = new byte[message.content().end() - 1 - start];
    System.arraycopy(scan.body(), start, inside, 0, inside.length);
    return inside;
  }

  /** Returns a message's text as it is inside a JSON string. */
  private byte[] text(Message message) {
    if (message.contentType() == JsonToken.VALUE_STRING) {
      return inside(message);
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : tree(message)) {
      text.append(text.isEmpty() ? "" : "\n\n").append(part.path("text").asText());
    }
    return JsonStringEncoder.getInstance().quoteAsUTF8(text.toString());
  }

  private boolean isText(Message message) {
    if (message.contentType() != JsonToken.START_ARRAY) {
      return true;
    }
    for (JsonNode part : tree(message)) {
      if (!part.path("text").isTextual()) {
        return false;
      }
    }
    return true;
  }

  private JsonNode tree(Message message) {
    try {
      return JSON.readTree(scan.body(), message.content().start(), message.content().end() - message.content().start());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it was JSON a moment ago
    }
  }

  private static boolean isSystem(Message message) {
    return message.role().equals("system") || message.role().equals("developer");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
