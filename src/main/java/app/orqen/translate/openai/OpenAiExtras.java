package app.orqen.translate.openai;

import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a message may have beside its text: OpenAI's {@code annotations} with the addresses of web pages, and {@code images} in the
 * form of OpenRouter.
 */
final class OpenAiExtras {

  private OpenAiExtras() {}

  /** Reads both from a message or a delta. */
  static void read(JsonNode message, AnswerSink sink) {
    for (JsonNode annotation : message.path("annotations")) {
      JsonNode page = annotation.path("url_citation");
      if (page.isObject()) {
        sink.citation(Citation.web("", Json.text(page, "title"), Json.text(page, "url")));
      }
    }
    for (JsonNode image : message.path("images")) {
      String url = image.path("image_url").path("url").asText();
      int comma = url.indexOf(";base64,");
      if (url.startsWith("data:") && comma > 0) {
        sink.image(url.substring("data:".length(), comma), url.substring(comma + ";base64,".length()));
      }
    }
  }

  /**
   * Writes the annotation of a web page.
   *
   * @param start where the text that it belongs to begins in the message, in characters
   * @param end where that text ends
   */
  static void annotation(JsonOut out, Citation citation, int start, int end) {
    out.object().field("type", "url_citation").object("url_citation").field("start_index", start).field("end_index", end)
        .field("title", citation.title() == null ? "" : citation.title()).field("url", citation.source()).endObject().endObject();
  }

  static boolean isWritable(Citation citation) {
    return citation.kind() == Citation.Kind.WEB && citation.source() != null;
  }

  /** Writes one image of the list {@code images}. */
  static void image(JsonOut out, int index, String mediaType, String data) {
    out.object().field("index", index).field("type", "image_url").object("image_url")
        .field("url", "data:" + mediaType + ";base64," + data).endObject().endObject();
  }
}
