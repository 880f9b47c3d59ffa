package app.orqen.translate.gemini;

import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.WebSearch;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the web pages that an answer of Gemini's with its own search rests on. */
final class GeminiGrounding {

  private GeminiGrounding() {}

  /** Tells the pages as sources of the text so far, each once. The addresses are Google's, which lead on to the page. */
  static void read(JsonNode metadata, AnswerSink sink) {
    List<Citation> pages = new ArrayList<>();
    for (JsonNode chunk : metadata.path("groundingChunks")) {
      JsonNode page = chunk.path("web");
      String url = Json.text(page, "uri");
      if (url != null) {
        pages.add(Citation.web("", Json.text(page, "title"), url));
      }
    }
    pages.forEach(sink::citation);
    List<String> queries = new ArrayList<>();
    metadata.path("webSearchQueries").forEach(query -> queries.add(query.asText()));
    if (!pages.isEmpty()) {
      sink.searched(new WebSearch(queries, pages));
    }
  }
}
