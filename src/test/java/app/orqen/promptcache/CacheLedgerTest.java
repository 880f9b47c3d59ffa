package app.orqen.promptcache;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.request.BodyScan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a provider's cache doesn't have the beginning of a prompt. */
class CacheLedgerTest {

  private static final String TOOLS = "'tools':[{'name':'a'},{'name':'b'}]";
  private static final String FIRST = "{'system':'be kind'," + TOOLS + ",'messages':[{'role':'user','content':'hi'}]}";

  private final AtomicLong nanos = new AtomicLong();
  private final CacheLedger ledger = new CacheLedger(nanos::get);

  private static Prompt prompt(String body) {
    return Prompt.of(BodyScan.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), Duration.ofMinutes(5));
  }

  private static CacheLedger.Turn turn(String body) {
    return new CacheLedger.Turn(prompt(body), "claude", "anthropic/claude", "default", 0);
  }

  private static String with(String more) {
    return FIRST.replace("'hi'}]", "'hi'}," + more + "]");
  }

  private String reason(String body) {
    return reason(turn(body));
  }

  private String reason(CacheLedger.Turn turn) {
    CacheLedger.Break broken = ledger.check("s", turn);
    return broken == null ? null : broken.reason();
  }

  private void answered(String body) {
    ledger.answered("s", turn(body), 1000);
  }

  @Test
  void messagesThatAreAddedBreakNothing() {
    assertThat(reason(FIRST)).as("a new conversation").isNull();
    answered(FIRST);
    String second = with("{'role':'assistant','content':'yes'},{'role':'user','content':'more'}");
    assertThat(reason(second)).isNull();
    assertThat(reason(FIRST)).as("the same again").isNull();
    answered(second);
    assertThat(reason(with("{'role':'assistant','content':'yes'},{'role':'user','content':'more'},{'role':'assistant','content':'z'}")))
        .isNull();
  }

  /** Clients move the mark to the last message, and write a text as a block to have a place for it. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{'role':'user','content':[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'}}]}",
      "{ 'role' : 'user', 'content' : [ { 'type' : 'text', 'text' : 'hi', 'cache_control' : { 'type' : 'ephemeral', 'ttl' : '5m' } } ] }",
      "{'role':'user','content':[{'cache_control':{'type':'ephemeral'},'type':'text','text':'hi'}]}",
      "{'role':'user','cache_control':{'type':'ephemeral'},'content':'hi'}",
      "{'role':'user','content':[{'text':'hi'},{'cachePoint':{'type':'default'}}]}"})
  void aMarkThatMovesBreaksNothing(String marked) {
    answered(FIRST.replace("{'role':'user','content':'hi'}", marked));
    assertThat(reason(with("{'role':'user','content':'more'}"))).isNull();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "'be kind'        | 'be curt'         | client:system",
      "'name':'b'       | 'name':'c'        | client:tools",
      "{'name':'a'},    |                   | client:tools",
      "'content':'hi'   | 'content':'ho'    | client:message 1",
      "'content':'yes'  | 'content':'no'    | client:message 2",
      "'content':'text' | 'content':'texts' | client:message 3"})
  void aChangeIsFoundWhereItIs(String from, String to, String expected) {
    String body = with("{'role':'assistant','content':'yes'},{'role':'user','content':'text'}");
    answered(body);
    assertThat(reason(body.replace(from, to == null ? "" : to))).isEqualTo(expected);
  }

  @Test
  void aMessageThatWasTakenOutIsAChange() {
    answered(with("{'role':'assistant','content':'yes'},{'role':'user','content':'more'}"));
    assertThat(reason(with("{'role':'user','content':'more'}"))).isEqualTo("client:message 2");
    assertThat(reason(FIRST)).isEqualTo("client:message 2");
  }

  @Test
  void aSystemMessageIsTheSystem() {
    answered("{'messages':[{'role':'system','content':'it is 10:00'},{'role':'user','content':'hi'}]}");
    assertThat(reason("{'messages':[{'role':'system','content':'it is 10:01'},{'role':'user','content':'hi'}]}")).isEqualTo("client:system");
  }

  @Test
  void theGatewaysOwnChangesAreItsOwn() {
    answered(FIRST);
    Prompt prompt = prompt(FIRST);
    assertThat(reason(new CacheLedger.Turn(prompt, "claude", "anthropic/claude", "default", 7))).isEqualTo("gateway:tools");
    assertThat(reason(new CacheLedger.Turn(prompt, "claude", "anthropic/claude", "backup", 0))).isEqualTo("gateway:credential");
    assertThat(reason(new CacheLedger.Turn(prompt, "claude", "anthropic/claude", null, 0))).isEqualTo("client:credential");
    assertThat(reason(new CacheLedger.Turn(prompt, "claude", "bedrock/claude", "default", 0))).isEqualTo("gateway:model");
    assertThat(reason(new CacheLedger.Turn(prompt, "other", "anthropic/other", "default", 0))).isEqualTo("client:model");
  }

  @Test
  void aCacheEndsAfterItsTime() {
    answered(FIRST);
    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    assertThat(reason(FIRST)).isNull();
    nanos.incrementAndGet();
    assertThat(reason(FIRST)).isEqualTo("client:ttl");
  }

  /** An agent and those that it starts share a session. */
  @Test
  void conversationsOfASessionAreApart() {
    String other = FIRST.replace("be kind", "be quick").replace("'hi'", "'look for it'");
    answered(FIRST);
    assertThat(reason(other)).isNull();
    answered(other);
    assertThat(reason(with("{'role':'assistant','content':'yes'}"))).isNull();
    assertThat(reason(other.replace("'look for it'}", "'look for it'},{'role':'assistant','content':'found'}"))).isNull();
    for (int i = 0; i < 20; i++) {
      answered(FIRST.replace("'hi'", "'" + i + "'"));
    }
    assertThat(reason(FIRST.replace("be kind", "be curt"))).as("the oldest are forgotten").isNull();
  }

  @Test
  void theTokensOfTheTurnBeforeAreTold() {
    answered(FIRST);
    assertThat(ledger.check("s", turn(FIRST.replace("be kind", "be curt"))).tokens()).isEqualTo(1000);
    assertThat(ledger.check("t", turn(FIRST.replace("be kind", "be curt")))).as("another session").isNull();
  }
}
