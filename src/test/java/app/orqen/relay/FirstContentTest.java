package app.orqen.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import app.orqen.recover.Rounds;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Surface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstContentTest {

  private final Answer answer = new Answer();

  private FirstContent on(String path) {
    Surface surface = WireRegistry.surfaceOf(path);
    return new FirstContent(answer, surface, null);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void whatComesBeforeContentIsHeld() {
    FirstContent first = on("/v1/messages");
    String start = "data: {\"type\":\"message_start\",\"message\":{\"content\":[],\"usage\":{\"input_tokens\":3}}}\n\n"
        + "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
    String delta = "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"H\"}}\n\n";
    assertThat(first.pass(utf8(start))).isEmpty();
    assertThat(first.isSeen()).isFalse();
    assertThat(text(first.pass(utf8(delta)))).isEqualTo(start + delta);
    assertThat(first.isSeen()).isTrue();
    assertThat(text(first.pass(utf8(delta)))).isEqualTo(delta);
  }

  @Test
  void thinkingIsContent() {
    String delta = "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm\"}}\n\n";
    assertThat(on("/v1/messages").pass(utf8(delta))).isNotEmpty();
  }

  @Test
  void theCallOfAToolAndAnEndAreContent() {
    FirstContent call = on("/v1/chat/completions");
    String role = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    assertThat(call.pass(utf8(role))).isEmpty();
    answer.tools.add("weather");
    assertThat(call.pass(utf8("data: {}\n\n"))).isNotEmpty();
    answer.tools.clear();
    FirstContent end = on("/v1/chat/completions");
    answer.completed = true;
    assertThat(end.pass(utf8(role))).isNotEmpty();
  }

  /** The client gets such a call at the round's end, which may be long after the target has begun to answer. */
  @Test
  void theCallOfALeftOutToolIsHeldButIsABeginning() {
    Rounds rounds = mock(Rounds.class);
    when(rounds.takeKept()).thenReturn(new byte[0]);
    when(rounds.mayHide(anyString())).thenReturn(true);
    when(rounds.mayBeFindTool("find_")).thenReturn(true);
    FirstContent first = new FirstContent(answer, WireRegistry.surfaceOf("/v1/chat/completions"), rounds);
    String piece = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    assertThat(first.pass(utf8(piece))).isEmpty();
    assertThat(first.isBegun()).isFalse();
    answer.tools.add("find_");
    assertThat(first.pass(utf8(piece))).isEmpty();
    assertThat(first.isBegun()).as("a search for tools").isFalse();
    answer.tools.set(0, "museum");
    assertThat(first.pass(utf8(piece))).isEmpty();
    assertThat(first.isBegun()).isTrue();
    assertThat(first.isSeen()).isFalse();
  }

  @Test
  void aResponseThatIsOnlyCreatedHasNone() {
    FirstContent first = on("/v1/responses");
    assertThat(first.pass(utf8("data: {\"type\":\"response.created\",\"response\":{\"input\":\"what was asked\"}}\n\n"))).isEmpty();
    assertThat(first.pass(utf8("data: {\"type\":\"response.output_text.delta\",\"delta\":\"H\"}\n\n"))).isNotEmpty();
  }

  @Test
  void whatIsTooLongToBeHeldGoesOn() {
    FirstContent first = on("/v1/messages");
    byte[] pings = utf8(": sign of life\n\n".repeat(1000));
    int taken = 0;
    int passed = 0;
    while (passed == 0) {
      assertThat(first.bytes()).isEqualTo(taken).isLessThanOrEqualTo(FirstContent.MAX_HELD);
      passed = first.pass(pings).length;
      taken += pings.length;
    }
    assertThat(passed).isEqualTo(taken).isGreaterThan(FirstContent.MAX_HELD);
    assertThat(first.isSeen()).isTrue();
    assertThat(first.bytes()).isZero();
  }

  @Test
  void eventsInBase64AreLookedInto() {
    FirstContent first = on("/model/m/invoke-with-response-stream");
    assertThat(first.pass(encoded("{\"type\":\"message_start\"}"))).isEmpty();
    assertThat(first.pass(encoded("{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"H\"}}"))).isNotEmpty();
  }

  private static byte[] encoded(String event) {
    return utf8("frame{\"bytes\":\"" + Base64.getEncoder().encodeToString(utf8(event)) + "\",\"p\":\"abc\"}crc ");
  }

  /** An answer as far as it is known. */
  private static final class Answer implements StreamTranslation {

    private final List<String> tools = new ArrayList<>();
    private boolean completed;

    @Override
    public byte[] feed(byte[] chunk, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] end() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Usage usage() {
      return Usage.NONE;
    }

    @Override
    public String model() {
      return null;
    }

    @Override
    public List<String> tools() {
      return tools;
    }

    @Override
    public boolean terminated() {
      return completed;
    }

    @Override
    public boolean completed() {
      return completed;
    }

    @Override
    public ProviderError error() {
      return null;
    }
  }
}
