package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Reads the lists of the account and of the operator page by page. */
public final class Lists {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Lists() {}

  /** Returns every item of a list, in pages of this many items. */
  public static List<JsonNode> walk(Gateway gateway, String key, String path, int limit) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = page(gateway.send("GET", path + "?limit=" + limit + after, key, null));
      assertThat(page.get("object").asText()).isEqualTo("list");
      assertThat(page.get("data").size()).as(path).isLessThanOrEqualTo(limit);
      assertThat(page.get("has_more").asBoolean()).isEqualTo(!page.get("next_cursor").isNull());
      page.get("data").forEach(all::add);
      after = page.get("has_more").asBoolean() ? "&after=" + page.get("next_cursor").asText() : null;
    } while (after != null);
    return all;
  }

  private static JsonNode page(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
