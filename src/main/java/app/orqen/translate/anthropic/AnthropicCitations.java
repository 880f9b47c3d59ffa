package app.orqen.translate.anthropic;

import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.Citation.Kind;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;

/** Citations in Anthropic's form, one type of location each. */
final class AnthropicCitations {

  private AnthropicCitations() {}

  /** Reads a citation; null for a type that nobody here knows. */
  static Citation read(JsonNode node) {
    String type = Json.text(node, "type");
    return switch (type == null ? "" : type) {
      case "char_location" -> document(node, Kind.CHARS, "start_char_index", "end_char_index");
      case "page_location" -> document(node, Kind.PAGES, "start_page_number", "end_page_number");
      case "content_block_location" -> document(node, Kind.BLOCKS, "start_block_index", "end_block_index");
      case "search_result_location" -> new Citation(Kind.SEARCH_RESULT, node.path("cited_text").asText(), Json.text(node, "title"),
          Json.text(node, "source"), node.path("search_result_index").asInt(), node.path("start_block_index").asInt(),
          node.path("end_block_index").asInt());
      case "web_search_result_location" ->
          Citation.web(node.path("cited_text").asText(), Json.text(node, "title"), Json.text(node, "url"));
      default -> null;
    };
  }

  private static Citation document(JsonNode node, Kind kind, String start, String end) {
    return new Citation(kind, node.path("cited_text").asText(), Json.text(node, "document_title"), null,
        node.path("document_index").asInt(), node.path(start).asInt(), node.path(end).asInt());
  }

  /** Writes the members of a citation, whose object the caller opens and closes. */
  static void write(JsonOut out, Citation citation) {
    out.field("type", switch (citation.kind()) {
      case CHARS -> "char_location";
      case PAGES -> "page_location";
      case BLOCKS -> "content_block_location";
      case SEARCH_RESULT -> "search_result_location";
      case WEB -> "web_search_result_location";
    }).field("cited_text", citation.cited());
    switch (citation.kind()) {
      case CHARS -> document(out, citation, "start_char_index", "end_char_index");
      case PAGES -> document(out, citation, "start_page_number", "end_page_number");
      case BLOCKS -> document(out, citation, "start_block_index", "end_block_index");
      case SEARCH_RESULT -> out.field("search_result_index", citation.index()).field("source", citation.source())
          .field("title", citation.title()).field("start_block_index", citation.start()).field("end_block_index", citation.end());
      case WEB -> out.field("url", citation.source()).field("title", citation.title()).field("encrypted_index", "");
    }
  }

  private static void document(JsonOut out, Citation citation, String start, String end) {
    out.field("document_index", citation.index()).field("document_title", citation.title()).field(start, citation.start())
        .field(end, citation.end());
  }
}
