package app.orqen.echo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoAnswerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HINT = "Send a message of the role user, and it comes back.";

  private static EchoAnswer ask(String messages, String more) throws IOException {
    return EchoAnswer.to(("{\"model\":\"a \\\"model\",\"messages\":" + messages + more + "}").getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', ignoreLeadingAndTrailingWhitespace = true, value = {
      "[{'role':'user','content':'hi'}] | hi | 2 | 1",
      "[{'role':'user','content':'first'},{'role':'user','content':'${body} {{x}} second'}] | ${body} {{x}} second | 6 | 3",
      "[{'role':'system','content':'be kind'},{'role':'user','content':'one  two'},{'role':'assistant','content':'x'}]"
          + " | one  two | 9 | 3",
      "[{'role':'user','content':[{'type':'text','text':'a b'},{'type':'image_url','image_url':{'url':'data:x'}},"
          + "{'type':'text','text':' c'}]}] | a b c | 9 | 3",
      "[{'role':'user','content':[{'type':'text','text':5}]}] | 5 | 3 | 1",
      "[{'role':'user','content':null}] | " + HINT + " | 2 | 11",
      "[{'role':'user','content':['a']}] | " + HINT + " | 2 | 11",
      "[{'role':'user','content':5}] | " + HINT + " | 2 | 11",
      "[{'role':'assistant','content':'x'}] | " + HINT + " | 2 | 11"})
  void echoesTheLastTextOfTheUser(String messages, String said, int prompt, int completion) throws IOException {
    EchoAnswer answer = ask(messages.replace('\'', '"'), "");
    JsonNode body = JSON.readTree(answer.body());
    assertThat(answer.contentType()).isEqualTo("application/json");
    assertThat(body.at("/model").asText()).isEqualTo("a \"model");
    assertThat(body.at("/choices/0/message/content").asText()).isEqualTo(said);
    assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(prompt);
    assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(completion);
    assertThat(body.at("/usage/total_tokens").asInt()).isEqualTo(prompt + completion);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"'one  two\\nthree' | 'one / /two\\nthree'", "' lead and ' | ' /lead /and '", "'' | ''"})
  void streamsWordByWord(String said, String words) throws IOException {
    EchoAnswer answer = ask("[{\"role\":\"user\",\"content\":\"" + said + "\"}]", ",\"stream\":true");
    assertThat(answer.contentType()).isEqualTo("text/event-stream");
    String[] events = new String(answer.body(), StandardCharsets.UTF_8).split("\n\n");
    assertThat(events).allMatch(event -> event.startsWith("data: "));
    assertThat(events[events.length - 1]).isEqualTo("data: [DONE]");
    assertThat(json(events[0]).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    List<String> sent = new ArrayList<>();
    for (int i = 1; i < events.length - 3; i++) {
      sent.add(json(events[i]).at("/choices/0/delta/content").asText());
      assertThat(json(events[i]).at("/choices/0/finish_reason").isNull()).isTrue();
    }
    assertThat(String.join("/", sent)).isEqualTo(words.replace("\\n", "\n"));
    assertThat(json(events[events.length - 3]).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(json(events[events.length - 2]).at("/usage/total_tokens").asInt()).isPositive();
    assertThat(json(events[events.length - 2]).at("/choices")).isEmpty();
  }

  @Test
  void writesWhatNeedsEscapes() throws IOException {
    JsonNode body = JSON.readTree(ask("[{\"role\":\"user\",\"content\":\"\\\"q\\\" é 😀\"}]", "").body());
    assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("\"q\" é 😀");
  }

  private static JsonNode json(String event) throws IOException {
    return JSON.readTree(event.substring("data: ".length()));
  }
}
