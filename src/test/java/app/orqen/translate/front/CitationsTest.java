package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.anthropic;
import static app.orqen.translate.front.Fixtures.converse;
import static app.orqen.translate.front.Fixtures.events;
import static app.orqen.translate.front.Fixtures.frames;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.request;
import static app.orqen.translate.front.Fixtures.run;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Citations: asked for in a request, and in an answer, plain and streamed. */
class CitationsTest {

  private static final String DOCUMENT = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
      + "\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"QUJD\"},\"title\":\"Report\","
      + "\"context\":\"of 2025\",\"citations\":{\"enabled\":true}},{\"type\":\"text\",\"text\":\"hi\"}]}]}";

  @Test
  void aDocumentsContextAndItsCitationsAreAskedForBothWays() {
    JsonNode there = request(ANTHROPIC, CONVERSE, "anthropic.claude-sonnet-4-5", DOCUMENT).at("/messages/0/content/0/document");
    assertThat(there.get("context").asText()).isEqualTo("of 2025");
    assertThat(there.get("citations")).isEqualTo(json("{\"enabled\":true}"));
    JsonNode back = request(CONVERSE, ANTHROPIC, "claude-sonnet-4-5", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"document\":"
        + there + "},{\"text\":\"hi\"}]}]}").at("/messages/0/content/0");
    assertThat(back.get("context").asText()).isEqualTo("of 2025");
    assertThat(back.get("citations")).isEqualTo(json("{\"enabled\":true}"));
  }

  @Test
  void whereThereIsNoFieldForItTheContextIsText() {
    assertThat(request(ANTHROPIC, OPENAI, "gpt-5", DOCUMENT).at("/messages/0/content/0/text").asText()).contains("of 2025");
    assertThat(request(ANTHROPIC, GEMINI, "gemini-2.5-pro", DOCUMENT).at("/contents/0/parts/0/text").asText()).contains("of 2025");
  }

  /** Anthropic's location, and the same in Converse form. */
  private static final String LOCATIONS = """
      {"type":"char_location","cited_text":"abc","document_index":1,"document_title":"T","start_char_index":5,"end_char_index":8}\
      |{"title":"T","sourceContent":[{"text":"abc"}],"location":{"documentChar":{"documentIndex":1,"start":5,"end":8}}}
      {"type":"page_location","cited_text":"abc","document_index":1,"document_title":"T","start_page_number":2,"end_page_number":3}\
      |{"title":"T","sourceContent":[{"text":"abc"}],"location":{"documentPage":{"documentIndex":1,"start":2,"end":3}}}
      {"type":"content_block_location","cited_text":"abc","document_index":1,"document_title":"T","start_block_index":0,"end_block_index":1}\
      |{"title":"T","sourceContent":[{"text":"abc"}],"location":{"documentChunk":{"documentIndex":1,"start":0,"end":1}}}
      {"type":"search_result_location","cited_text":"abc","search_result_index":1,"source":"S","title":"T","start_block_index":0,"end_block_index":1}\
      |{"title":"T","source":"S","sourceContent":[{"text":"abc"}],"location":{"searchResultLocation":{"searchResultIndex":1,"start":0,"end":1}}}
      {"type":"web_search_result_location","cited_text":"abc","url":"https://example.org/a","title":"T","encrypted_index":""}\
      |{"title":"T","sourceContent":[{"text":"abc"}],"location":{"web":{"url":"https://example.org/a","domain":"example.org"}}}
      """;

  static List<String[]> locations() {
    return LOCATIONS.lines().map(line -> line.split("\\|", 2)).toList();
  }

  @ParameterizedTest
  @MethodSource("locations")
  void eachKindComesBackInTheOtherFormPlain(String anthropic, String converse) {
    JsonNode there = Fixtures.answer(CONVERSE, ANTHROPIC, "{\"id\":\"m\",\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":"
        + "\"Before. \"},{\"type\":\"text\",\"text\":\"Cited\",\"citations\":[" + anthropic + "]}],\"stop_reason\":\"end_turn\"}");
    assertThat(there.at("/output/message/content")).isEqualTo(json("[{\"text\":\"Before. \"},{\"citationsContent\":{\"content\":"
        + "[{\"text\":\"Cited\"}],\"citations\":[" + converse + "]}}]"));
    JsonNode back = Fixtures.answer(ANTHROPIC, CONVERSE, "{\"output\":" + there.get("output")
        + ",\"stopReason\":\"end_turn\",\"usage\":{}}");
    assertThat(back.get("content")).isEqualTo(json("[{\"type\":\"text\",\"text\":\"Before. \"},{\"type\":\"text\",\"text\":\"Cited\","
        + "\"citations\":[" + anthropic + "]}]"));
  }

  @ParameterizedTest
  @MethodSource("locations")
  void eachKindComesBackInTheOtherFormStreamed(String anthropic, String converse) {
    List<String> frames = frames(run(CONVERSE, ANTHROPIC, anthropic(
        "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"c\",\"usage\":{}}}",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Before. \"}}",
        "{\"type\":\"content_block_stop\",\"index\":0}",
        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\",\"citations\":[]}}",
        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"citations_delta\",\"citation\":" + anthropic + "}}",
        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Cited\"}}",
        "{\"type\":\"content_block_stop\",\"index\":1}",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{}}",
        "{\"type\":\"message_stop\"}")));
    assertThat(frames).containsSubsequence(
        "contentBlockDelta:{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Before. \"}}",
        "contentBlockStop:{\"contentBlockIndex\":0}",
        "contentBlockDelta:{\"contentBlockIndex\":1,\"delta\":{\"citation\":" + converse + "}}",
        "contentBlockDelta:{\"contentBlockIndex\":1,\"delta\":{\"text\":\"Cited\"}}");
    List<JsonNode> events = events(run(ANTHROPIC, CONVERSE, converse(
        "messageStart", "{\"role\":\"assistant\"}",
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Before. \"}}",
        "contentBlockStop", "{\"contentBlockIndex\":0}",
        "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"text\":\"Cited\"}}",
        "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"citation\":" + converse + "}}",
        "contentBlockStop", "{\"contentBlockIndex\":1}",
        "messageStop", "{\"stopReason\":\"end_turn\"}",
        "metadata", "{\"usage\":{}}")));
    assertThat(events).contains(json("{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"citations_delta\","
        + "\"citation\":" + anthropic + "}}"));
    assertThat(events).contains(json("{\"type\":\"content_block_stop\",\"index\":0}"));
  }

  @Test
  void pagesOfTheWebAreOpenAisAnnotations() {
    String page = "{\"type\":\"web_search_result_location\",\"cited_text\":\"x\",\"url\":\"https://example.org/\",\"title\":\"T\"}";

    JsonNode message = Fixtures.answer(OPENAI, ANTHROPIC, "{\"id\":\"m\",\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":"
        + "\"Before \"},{\"type\":\"text\",\"text\":\"this.\",\"citations\":[" + page + "]}],\"stop_reason\":\"end_turn\"}")
        .at("/choices/0/message");

    assertThat(message.get("content").asText()).isEqualTo("Before this.");
    assertThat(message.get("annotations")).isEqualTo(json("[{\"type\":\"url_citation\",\"url_citation\":{\"start_index\":7,"
        + "\"end_index\":12,\"title\":\"T\",\"url\":\"https://example.org/\"}}]"));
  }

  /** Claude Code's WebSearch reads these blocks. */
  @Test
  void whatGeminisSearchFoundIsAResultInAnthropicsForm() {
    String answer = "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Yes.\"}]},\"finishReason\":\"STOP\","
        + "\"groundingMetadata\":{\"webSearchQueries\":[\"q\"],\"groundingChunks\":[{\"web\":{\"uri\":\"https://example.org/\",\"title\":\"T\"}}]}}]}";
    String result = "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_r1_0\",\"content\":[{\"type\":\"web_search_result\","
        + "\"url\":\"https://example.org/\",\"title\":\"T\",\"encrypted_content\":\"\",\"page_age\":null}]}";

    JsonNode content = Fixtures.answer(ANTHROPIC, GEMINI, answer).get("content");
    assertThat(content.get(1)).isEqualTo(json(
        "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_r1_0\",\"name\":\"web_search\",\"input\":{\"query\":\"q\"}}"));
    assertThat(content.get(2)).isEqualTo(json(result));
    List<JsonNode> events = events(run(ANTHROPIC, GEMINI, sse(answer)));
    assertThat(events).contains(json("{\"type\":\"content_block_start\",\"index\":2,\"content_block\":" + result + "}"),
        json("{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\","
            + "\"partial_json\":\"{\\\"query\\\":\\\"q\\\"}\"}}"));
  }

  @Test
  void whatGeminisSearchFoundIsCitedOnEverySurface() {
    String answer = "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Yes.\"}]},\"finishReason\":\"STOP\","
        + "\"groundingMetadata\":{\"groundingChunks\":[{\"web\":{\"uri\":\"https://example.org/\",\"title\":\"T\"}}]}}]}";

    assertThat(Fixtures.answer(ANTHROPIC, GEMINI, answer).at("/content/0/citations/0/url").asText()).isEqualTo("https://example.org/");
    assertThat(text(run(ANTHROPIC, GEMINI, sse(answer)))).contains("\"citations_delta\"", "https://example.org/");
    assertThat(Fixtures.answer(OPENAI, GEMINI, answer).at("/choices/0/message/annotations")).hasSize(1);
    assertThat(text(run(OPENAI, GEMINI, sse(answer)))).contains("\"annotations\"", "https://example.org/");
    assertThat(Fixtures.answer(CONVERSE, GEMINI, answer).at("/output/message/content/0/citationsContent/citations")).hasSize(1);
    assertThat(String.join("\n", frames(run(CONVERSE, GEMINI, sse(answer))))).contains("\"citation\":{", "example.org");
  }

  @ParameterizedTest
  @CsvSource({"ANTHROPIC, /content/0/citations/0/url", "CONVERSE, /output/message/content/0/citationsContent/citations/0/location/web/url"})
  void whatAnOpenAiSearchFoundIsCited(Wire surface, String at) {
    String annotations = "\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"start_index\":0,\"end_index\":4,\"title\":\"T\","
        + "\"url\":\"https://example.org/\"}}]";
    assertThat(Fixtures.answer(surface, OPENAI, "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
        + "\"content\":\"Yes.\"," + annotations + "},\"finish_reason\":\"stop\"}]}").at(at).asText()).isEqualTo("https://example.org/");
  }
}
