package app.orqen.translate.front;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.chat.RequestContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * A large request is translated for less than two tree parses of it cost. The test counts bytes that are allocated, which don't depend on
 * what else the machine does. {@code src/bench/translate} measures the time.
 */
class TranslationCostTest {

  private static final int ROUNDS = 20;

  private final ObjectMapper mapper = new ObjectMapper();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aLargeRequestAllocatesLessThanTwoTreeParses() throws Exception {
    byte[] body = conversation(200 * 1024);
    RequestContext context = RequestContext.of("r", 1, "claude-sonnet-4-5", true);
    Translation translation = Translations.of(Wire.OPENAI, Wire.ANTHROPIC);
    long parse = allocated(() -> mapper.readTree(body));
    long translate = allocated(() -> translation.request(body, context));
    System.out.printf("translation of %d KiB allocates as much as %.2f tree parses%n", body.length / 1024, (double) translate / parse);
    assertThat(translate).isLessThan(2 * parse);
  }

  @Test
  void copiedTextIsTheSameText() throws Exception {
    byte[] body = conversation(20_000);
    JsonNode messages = mapper.readTree(body).get("messages");
    JsonNode sent = mapper.readTree(Translations.of(Wire.OPENAI, Wire.ANTHROPIC)
        .request(body, RequestContext.of("r", 1, "claude-sonnet-4-5", true)).body()).get("messages");
    for (int i = 0; i + 2 < messages.size(); i += 3) {
      JsonNode turn = sent.get(2 * (i / 3));
      assertThat(turn.get("content").get(turn.get("content").size() - 1).get("text")).isEqualTo(messages.get(i).get("content"));
      assertThat(sent.get(2 * (i / 3) + 2).get("content").get(0).get("content")).isEqualTo(messages.get(i + 2).get("content"));
    }
  }

  /** Returns the bytes that a piece of work allocates each time, once its classes are loaded. */
  private long allocated(Callable<?> work) throws Exception {
    assertThat(work.call()).isNotNull();
    long start = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(work.call()).isNotNull();
    }
    return (threads.getCurrentThreadAllocatedBytes() - start) / ROUNDS;
  }

  /** What agents send: prose and code with escapes, tool calls, results, forty tools. */
  private static byte[] conversation(int size) {
    Random random = new Random(1);
    StringBuilder body = new StringBuilder("{\"model\":\"m\",\"messages\":[");
    for (int i = 0; body.length() < size - 12_000; i++) {
      String text = ("word" + random.nextInt(1000) + " of prose,\\n a \\\"quote\\\", a slash \\/ and é😀 \\ud83d\\ude00 ").repeat(6 + random.nextInt(9));
      body.append(i == 0 ? "" : ",").append("{\"role\":\"user\",\"content\":\"").append(text)
          .append("\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_").append(i)
          .append("\",\"type\":\"function\",\"function\":{\"name\":\"t0\",\"arguments\":\"{\\\"path\\\":\\\"/a/b\\\",\\\"n\\\":").append(i)
          .append("}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call_").append(i).append("\",\"content\":\"").append(text).append("\"}");
    }
    body.append("],\"tools\":[");
    for (int i = 0; i < 40; i++) {
      body.append(i == 0 ? "" : ",").append("{\"type\":\"function\",\"function\":{\"name\":\"t").append(i)
          .append("\",\"description\":\"does something with care\",\"parameters\":{\"type\":\"object\",\"properties\":{")
          .append("\"path\":{\"type\":\"string\",\"description\":\"where it is\"},\"n\":{\"type\":\"integer\"}},\"required\":[\"path\"]}}}");
    }
    return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
