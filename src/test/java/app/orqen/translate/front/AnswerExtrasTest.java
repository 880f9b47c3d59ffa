package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.converse;
import static app.orqen.translate.front.Fixtures.events;
import static app.orqen.translate.front.Fixtures.frames;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.request;
import static app.orqen.translate.front.Fixtures.run;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images and log probabilities in answers. */
class AnswerExtrasTest {

  private static final String IMAGE = "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Here.\"},"
      + "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"QUJD\"}}]},\"finishReason\":\"STOP\"}]}";
  private static final String URL = "data:image/png;base64,QUJD";

  @Test
  void pitfall39_anImageOfGeminisHasTheFormOfTheSurface() {
    JsonNode chat = Fixtures.answer(OPENAI, GEMINI, IMAGE).at("/choices/0/message");
    assertThat(chat.get("content").asText()).isEqualTo("Here.");
    assertThat(chat.at("/images/0/image_url/url").asText()).isEqualTo(URL);
    assertThat(Fixtures.answer(ANTHROPIC, GEMINI, IMAGE).at("/content/1")).isEqualTo(json(
        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"QUJD\"}}"));
    assertThat(Fixtures.answer(CONVERSE, GEMINI, IMAGE).at("/output/message/content/1")).isEqualTo(json(
        "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"QUJD\"}}}"));
  }

  @Test
  void theSameStreamed() {
    List<JsonNode> chunks = events(run(OPENAI, GEMINI, sse(IMAGE)));
    assertThat(chunks).anySatisfy(chunk -> assertThat(chunk.at("/choices/0/delta/images/0/image_url/url").asText()).isEqualTo(URL));
    assertThat(events(run(ANTHROPIC, GEMINI, sse(IMAGE)))).contains(json("{\"type\":\"content_block_start\",\"index\":1,"
        + "\"content_block\":{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"QUJD\"}}}"));
    assertThat(frames(run(CONVERSE, GEMINI, sse(IMAGE)))).containsSubsequence(
        "contentBlockStart:{\"contentBlockIndex\":1,\"start\":{\"image\":{\"format\":\"png\"}}}",
        "contentBlockDelta:{\"contentBlockIndex\":1,\"delta\":{\"image\":{\"source\":{\"bytes\":\"QUJD\"}}}}",
        "contentBlockStop:{\"contentBlockIndex\":1}");
  }

  @Test
  void anImageIsAnAnswerOnItsOwn() {
    String only = IMAGE.replace("{\"text\":\"Here.\"},", "").replace("STOP", "OTHER");

    assertThat(Fixtures.answer(OPENAI, GEMINI, only).at("/choices/0/message/images")).hasSize(1);
  }

  @Test
  void anImageOfAnAggregatorOrOfBedrocksReachesOtherSurfaces() {
    String message = "{\"role\":\"assistant\",\"content\":\"Here.\",\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
        + URL + "\"}}]}";
    assertThat(Fixtures.answer(ANTHROPIC, OPENAI, "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":" + message
        + ",\"finish_reason\":\"stop\"}]}").at("/content/1/source/data").asText()).isEqualTo("QUJD");
    assertThat(text(run(OPENAI, CONVERSE, converse(
        "messageStart", "{\"role\":\"assistant\"}",
        "contentBlockStart", "{\"contentBlockIndex\":0,\"start\":{\"image\":{\"format\":\"png\"}}}",
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"image\":{\"source\":{\"bytes\":\"QQ==\"}}}}",
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"image\":{\"source\":{\"bytes\":\"QkM=\"}}}}",
        "contentBlockStop", "{\"contentBlockIndex\":0}",
        "messageStop", "{\"stopReason\":\"end_turn\"}",
        "metadata", "{\"usage\":{}}")))).contains(URL);
  }

  @Test
  void anEarlierImageGoesBackToTheModel() {
    JsonNode sent = request(OPENAI, GEMINI, "gemini-2.5-flash-image", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
        + "\"draw\"},{\"role\":\"assistant\",\"content\":\"Here.\",\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + URL
        + "\"}}]},{\"role\":\"user\",\"content\":\"bluer\"}]}");

    assertThat(sent.at("/contents/1/parts/1/inlineData/data").asText()).isEqualTo("QUJD");
  }

  @Test
  void geminisLogProbabilitiesHaveOpenAisForm() {
    String answer = "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hé\"}]},\"finishReason\":\"STOP\","
        + "\"logprobsResult\":{\"chosenCandidates\":[{\"token\":\"Hé\",\"logProbability\":-0.5}],\"topCandidates\":[{\"candidates\":["
        + "{\"token\":\"Hé\",\"logProbability\":-0.5},{\"token\":\"Ho\",\"logProbability\":-1.5}]}]}}]}";
    JsonNode expected = json("[{\"token\":\"Hé\",\"logprob\":-0.5,\"bytes\":[72,195,169],\"top_logprobs\":["
        + "{\"token\":\"Hé\",\"logprob\":-0.5,\"bytes\":[72,195,169]},{\"token\":\"Ho\",\"logprob\":-1.5,\"bytes\":[72,111]}]}]");

    assertThat(Fixtures.answer(OPENAI, GEMINI, answer).at("/choices/0/logprobs/content")).isEqualTo(expected);
    assertThat(events(run(OPENAI, GEMINI, sse(answer))))
        .anySatisfy(chunk -> assertThat(chunk.at("/choices/0/logprobs/content")).isEqualTo(expected));
  }
}
