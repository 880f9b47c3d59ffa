package app.orqen.translate.converse;

import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.Citation.Kind;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/** Citations in Converse form, whose location is a union. */
final class ConverseCitations {

  private ConverseCitations() {}

  /** Reads a citation; null for a location that nobody here knows. */
  static Citation read(JsonNode node) {
    JsonNode location = node.path("location");
    StringBuilder cited = new StringBuilder();
    node.path("sourceContent").forEach(piece -> cited.append(piece.path("text").asText()));
    String title = Json.text(node, "title");
    if (location.has("web")) {
      return Citation.web(cited.toString(), title, Json.text(location.get("web"), "url"));
    }
    if (location.has("searchResultLocation")) {
      JsonNode at = location.get("searchResultLocation");
      return new Citation(Kind.SEARCH_RESULT, cited.toString(), title, Json.text(node, "source"),
          at.path("searchResultIndex").asInt(), at.path("start").asInt(), at.path("end").asInt());
    }
    for (Kind kind : new Kind[] {Kind.CHARS, Kind.PAGES, Kind.BLOCKS}) {
      JsonNode at = location.path(member(kind));
      if (at.isObject()) {
        return new Citation(kind, cited.toString(), title, null, at.path("documentIndex").asInt(), at.path("start").asInt(),
            at.path("end").asInt());
      }
    }
    return null;
  }

  private static String member(Kind kind) {
    return switch (kind) {
      case CHARS -> "documentChar";
      case PAGES -> "documentPage";
      case BLOCKS -> "documentChunk";
      case SEARCH_RESULT -> "searchResultLocation";
      case WEB -> "web";
    };
  }

  /** Writes the members of a citation, whose object the caller opens and closes. */
  static void write(JsonOut out, Citation citation) {
    out.optional("title", citation.title());
    if (citation.kind() == Kind.SEARCH_RESULT) {
      out.optional("source", citation.source());
    }
    out.array("sourceContent");
    if (!citation.cited().isEmpty()) {
      out.object().field("text", citation.cited()).endObject();
    }
    out.endArray().object("location").object(member(citation.kind()));
    switch (citation.kind()) {
      case WEB -> out.optional("url", citation.source()).optional("domain", domain(citation.source()));
      case SEARCH_RESULT -> range(out.field("searchResultIndex", citation.index()), citation);
      default -> range(out.field("documentIndex", citation.index()), citation);
    }
    out.endObject().endObject();
  }

  private static void range(JsonOut out, Citation citation) {
    out.field("start", citation.start()).field("end", citation.end());
  }

  private static String domain(String url) {
    try {
      return url == null ? null : URI.create(url).getHost();
    } catch (IllegalArgumentException e) {
      return null; // The provider's address isn't one; the rest of the citation is good.
    }
  }
}
