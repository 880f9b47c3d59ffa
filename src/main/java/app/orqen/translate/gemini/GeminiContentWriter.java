package app.orqen.translate.gemini;

import app.orqen.translate.chat.GeminiSignature;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.SafeNames;
import app.orqen.translate.chat.Turn;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the turns of a request in Gemini's generateContent wire (docs/wires/gemini.md). */
final class GeminiContentWriter {

  /**
   * Gemini 3 refuses a call without a signature in the history. This value is documented for calls that it did not make itself.
   */
  private static final String NO_SIGNATURE = "skip_thought_signature_validator";

  private final JsonOut out;
  private final SafeNames names;
  /** The functions of the calls so far, by the calls' ids. */
  private final Map<String, String> toolNames = new HashMap<>();

  GeminiContentWriter(JsonOut out, SafeNames names) {
    this.out = out;
    this.names = names;
  }

  /** Writes a turn. */
  void content(Turn turn) throws TranslationException {
    out.object().field("role", turn.role() == Turn.Role.ASSISTANT ? "model" : "user").array("parts");
    Map<Integer, String> signatures = signatures(turn);
    signatures.putIfAbsent(0, NO_SIGNATURE);
    int calls = 0;
    int texts = (int) turn.parts().stream().filter(Part.Text.class::isInstance).count();
    for (Part part : turn.parts()) {
      if (part instanceof Part.ToolUse call) {
        functionCall(call, signatures.get(calls++));
      } else if (part instanceof Part.Text text) {
        texts--;
        out.object().field("text", text.node())
            .optional("thoughtSignature", texts == 0 ? signatures.get(GeminiSignature.TEXT) : null).endObject();
      } else {
        part(part);
      }
    }
    out.endArray().endObject();
  }

  /** Returns the thought signatures of a turn by the number of their call, or by {@link GeminiSignature#TEXT}. */
  private static Map<Integer, String> signatures(Turn turn) {
    Map<Integer, String> signatures = new HashMap<>();
    int calls = 0;
    for (Part part : turn.parts()) {
      if (part instanceof Part.ToolUse) {
        calls++;
      } else if (part instanceof Part.Thinking thinking && GeminiSignature.is(thinking.signature())) {
        GeminiSignature signature = GeminiSignature.read(thinking.signature());
        signatures.put(signature.call() == GeminiSignature.NEXT_CALL ? calls : signature.call(), signature.value());
      }
    }
    return signatures;
  }

  private void functionCall(Part.ToolUse call, String signature) {
    toolNames.put(call.id(), call.name());
    out.object().object("functionCall").field("name", names.of(call.name())).field("args", call.input()).endObject()
        .optional("thoughtSignature", signature).endObject();
  }

  private void part(Part part) throws TranslationException {
    if (part instanceof Part.Media media) {
      media(media);
    } else if (part instanceof Part.ToolResult result) {
      functionResponse(result);
    }
  }

  private void media(Part.Media media) {
    if (media.context() != null) {
      out.object().field("text", media.contextText()).endObject();
    }
    out.object();
    if (media.url() != null) {
      out.object("fileData").optional("mimeType", media.mediaType()).field("fileUri", media.url()).endObject();
    } else {
      out.object("inlineData").field("mimeType", media.mediaType()).field("data", media.data()).endObject();
    }
    out.endObject();
  }

  /** Writes a result. The response must be an object, and names the function instead of the call. */
  private void functionResponse(Part.ToolResult result) throws TranslationException {
    String name = toolNames.get(result.id());
    if (name == null) {
      throw TranslationException.invalid("messages",
          "No tool call before it has the id of the tool result " + result.id() + ". Send the call too, with the same id.");
    }
    out.object().object("functionResponse").field("name", names.of(name));
    response(result);
    out.endObject().endObject();
    for (Part part : result.content()) {
      if (part instanceof Part.Media media) {
        media(media);
      }
    }
  }

  private void response(Part.ToolResult result) {
    List<Part> content = result.content();
    if (!result.error() && content.size() == 1 && content.get(0) instanceof Part.Text text && !text.beginsWith('{')) {
      out.object("response").field("output", text.node()).endObject();
      return;
    }
    String text = Turns.plainText(content);
    // Gemini resolves references in a response and refuses those without a target. In a text they are only text.
    JsonNode object = result.error() || text.contains("\"$ref\"") ? null : asObject(text);
    if (object != null) {
      out.field("response", object);
    } else {
      out.object("response").field(result.error() ? "error" : "output", text).endObject();
    }
  }

  private static JsonNode asObject(String text) {
    if (!text.startsWith("{")) {
      return null;
    }
    try {
      JsonNode node = Json.tree(text);
      return node.isObject() ? node : null;
    } catch (IOException e) {
      return null; // Text that only looks like JSON.
    }
  }
}
