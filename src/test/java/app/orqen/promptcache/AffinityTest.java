package app.orqen.promptcache;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.request.BodyScan;
import app.orqen.request.ModelRequest;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a conversation's place is known, and which requests are of the same conversation. */
class AffinityTest {

  private static final Affinity.Place PLACE = new Affinity.Place("openai/gpt-4o", "backup");

  private final AtomicLong nanos = new AtomicLong();
  private final Affinity affinity = new Affinity(nanos::get);

  private static ConversationKey key(String session, String body) {
    BodyScan scan = BodyScan.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return ConversationKey.of("acc", session,
        new ModelRequest(WireRegistry.surfaceOf("/v1/chat/completions"), Operation.CHAT, scan, "gpt-4o", false));
  }

  private static String text(String body) {
    return key(null, body).text();
  }

  @ParameterizedTest
  @CsvSource({"300,false", "3600,true"})
  void aPlaceIsKnownForAsLongAsTheCacheLasts(long seconds, boolean hour) {
    ConversationKey key = key("s", hour
        ? "{'messages':[{'role':'user','content':[{'type':'text','text':'x','cache_control':{'type':'ephemeral','ttl':'1h'}}]}]}"
        : "{'messages':[{'role':'user','content':'a text with \\'1h\\''}]}");
    affinity.answered(key, PLACE, 100);
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
    assertThat(affinity.find(key).place()).isEqualTo(PLACE);
    affinity.answered(key, PLACE, 200);
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
    assertThat(affinity.find(key).tokens()).as("each use begins the time again").isEqualTo(200);
    nanos.incrementAndGet();
    assertThat(affinity.find(key)).isNull();
  }

  @Test
  void theSessionTellsConversationsApart() {
    String body = "{'messages':[{'role':'user','content':'hi'}]}";
    assertThat(key("a", body).text()).isEqualTo(key("a", "{'messages':[{'role':'user','content':'other'}]}").text())
        .isNotEqualTo(key("b", body).text()).isNotEqualTo(key(null, body).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"'messages':[%s]", "'system':'s','messages':[%s]", "'input':[%s]", "'instructions':'s','input':[%s]"})
  void withoutASessionTheOpeningDoes(String form) {
    String first = "{'role':'system','content':'be kind'},{'role':'user','content':'hi'}";
    String body = "{" + form.formatted(first) + "}";
    assertThat(text("{" + form.formatted(first + ",{'role':'assistant','content':'x'},{'role':'user','content':'y'}") + "}"))
        .as("a later turn").isEqualTo(text(body));
    assertThat(text(body.replace("'hi'", "'ho'"))).as("another opening").isNotEqualTo(text(body));
    assertThat(text(body.replace("kind", "curt"))).as("other instructions").isNotEqualTo(text(body));
  }

  @Test
  void aPlainInputIsItsOwnOpening() {
    assertThat(text("{'input':'hi'}")).isEqualTo(text("{'input':'hi','stream':true}")).isNotEqualTo(text("{'input':'ho'}"));
  }
}
