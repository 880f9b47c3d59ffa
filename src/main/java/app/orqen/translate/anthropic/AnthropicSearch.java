package app.orqen.translate.anthropic;

import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.WebSearch;
import app.orqen.translate.json.JsonOut;
import java.nio.charset.StandardCharsets;

/** A search in Anthropic's form: the call of its tool and the result, which Claude Code's own search reads. */
final class AnthropicSearch {

  private AnthropicSearch() {}

  /** Writes the members of the call but its input. */
  static void call(JsonOut out, String id) {
    out.field("type", "server_tool_use").field("id", id).field("name", "web_search");
  }

  /** Returns the call's input as JSON. */
  static String input(WebSearch search) {
    return new String(new JsonOut().object().field("query", String.join("; ", search.queries())).endObject().bytes(),
        StandardCharsets.UTF_8);
  }

  /** Writes the members of the result. */
  static void result(JsonOut out, String id, WebSearch search) {
    out.field("type", "web_search_tool_result").field("tool_use_id", id).array("content");
    for (Citation page : search.pages()) {
      out.object().field("type", "web_search_result").field("url", page.source())
          .field("title", page.title() == null ? page.source() : page.title()).field("encrypted_content", "").nullField("page_age")
          .endObject();
    }
    out.endArray();
  }
}
