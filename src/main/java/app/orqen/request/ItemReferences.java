package app.orqen.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the items of a Responses request that stand for stored ones: they have an id in place of their content, which the provider
 * looks up. The fields are those of OpenAI's Responses API (docs/wires/responses.md).
 */
public final class ItemReferences {

  /** The most references that are kept; further ones are only counted. */
  public static final int MOST = 1000;

  /**
   * A reference to a stored item.
   *
   * @param required whether it is nothing but a reference; else it is an item that its provider may also read as it is
   */
  public record Reference(String id, boolean required) {}

  private final byte[] body;
  private final List<Reference> found = new ArrayList<>(0);
  private int count;

  // The item at hand
  private final List<String> ids = new ArrayList<>(1);
  private boolean typed;
  private boolean reference;
  private boolean thinking;
  private boolean image;
  private boolean content;
  private boolean sealed;
  private boolean result;

  ItemReferences(byte[] body) {
    this.body = body;
  }

  /** Begins an item. */
  void begin() {
    ids.clear();
    typed = false;
    reference = false;
    thinking = false;
    image = false;
    content = false;
    sealed = false;
    result = false;
  }

  /** Reads a field of an item, at whose value the parser is. A field that appears twice counts for each of its values. */
  void field(JsonParser json, String name, JsonToken value) throws IOException {
    switch (name) {
      case "type" -> {
        if (value == JsonToken.VALUE_STRING) {
          type(json.getText());
        }
      }
      case "id" -> {
        if (value == JsonToken.VALUE_STRING) {
          ids.add(json.getText());
        }
      }
      case "content" -> content = true;
      case "encrypted_content" -> sealed |= isText(json, value);
      case "result" -> result |= isText(json, value);
      default -> {
        // Other fields don't decide.
      }
    }
  }

  private void type(String type) {
    typed = true;
    reference |= type.equals("item_reference");
    thinking |= type.equals("reasoning");
    image |= type.equals("image_generation_call");
  }

  /** Returns whether a value is a text with something in it, without decoding it. */
  private boolean isText(JsonParser json, JsonToken value) {
    return value == JsonToken.VALUE_STRING && body[(int) json.currentTokenLocation().getByteOffset() + 1] != '"';
  }

  /** Ends an item. One without a type and without content is a reference, since the type of a reference may be left out. */
  void end() {
    boolean required = reference || !typed && !content;
    if (required || thinking && !sealed || image && !result) {
      for (String id : ids) {
        count++;
        if (found.size() < MOST) {
          found.add(new Reference(id, required));
        }
      }
    }
  }

  /** Returns the references, at most {@link #MOST}. */
  public List<Reference> found() {
    return found;
  }

  /** Returns how many there are. */
  public int count() {
    return count;
  }
}
