package app.orqen.cost;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.framing.EventFrameEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates where a provider does not tell. */
class EstimatesTest {

  private static long characters(String events) {
    DeliveredText text = new DeliveredText();
    text.count(events.getBytes(StandardCharsets.UTF_8));
    return text.characters();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      data: {"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"}}]} | 5
      data: {"choices":[{"delta":{"content": "a \\"b\\" \\u00e9\\n"}}]} | 8
      data: {"choices":[{"delta":{"content":"é€😀"}}]} | 3
      data: {"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":"{\\"x\\":1}"}}]}}]} | 7
      data: {"choices":[{"delta":{"content":null},"finish_reason":"stop"}],"object":"content"} | 0
      data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi there"}} | 8
      data: {"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{}"}} | 2
      {"contentBlockIndex":0,"delta":{"toolUse":{"input":"abc"}}} | 3
      data: {"choices":[{"delta":{"content":"" | 0
      """)
  void charactersOfContentAreCounted(String event, long expected) {
    assertThat(characters(event)).isEqualTo(expected);
  }

  @Test
  void fourCharactersAreAToken() {
    DeliveredText text = new DeliveredText();
    text.count("{\"content\":\"12345\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(text.tokens()).isEqualTo(2);
  }

  @Test
  void textIsEstimatedByItsLength() {
    String text = "{\"messages\":\"" + "word and ".repeat(10_000) + "\"}";

    assertThat(TokenEstimate.of(text.getBytes(StandardCharsets.UTF_8))).isBetween(22_000L, 23_000L);
    assertThat(TokenEstimate.of(new byte[0])).isEqualTo(1);
  }

  @Test
  void aFileIsNoText() {
    String file = "{\"text\":\"look at this\",\"image\":\"" + "iVBORw0KGgo".repeat(20_000) + "\"}";

    assertThat(TokenEstimate.of(file.getBytes(StandardCharsets.UTF_8))).isBetween(1600L, 4000L);
  }

  @Test
  void textWithoutSpacesBeyondAsciiIsNoFile() {
    String text = "\u6f22".repeat(10_000);

    assertThat(TokenEstimate.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(7500);
  }

  /** A list of numbers has no spaces, and is text all the same. */
  @Test
  void aLongListIsNoFile() {
    String list = "{\"input\":[" + "1234,".repeat(10_000) + "0]}";

    assertThat(TokenEstimate.of(list.getBytes(StandardCharsets.UTF_8))).isBetween(12_500L, 12_600L);
  }

  /** Its other events repeat what the deltas have. */
  @Test
  void onlyDeltasOfAResponseAreNew() {
    DeliveredText text = DeliveredText.ofStream("responses");
    text.count(("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Hello\"}\n\n"
        + "event: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"text\":\"Hello\"}\n\n"
        + "event: response.function_call_arguments.delta\ndata: {\"delta\":\"{}\",\"type\":\"response.function_call_arguments.delta\"}\n\n")
        .getBytes(StandardCharsets.UTF_8));
    text.count("data: {\"type\":\"response.completed\",\"output\":[{\"text\":\"say \\\"x.delta\\\"\"}]}\n\n".getBytes(StandardCharsets.UTF_8));

    assertThat(text.characters()).isEqualTo(7);
    DeliveredText chat = DeliveredText.ofStream("openai");
    chat.count("data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n".getBytes(StandardCharsets.UTF_8));
    assertThat(chat.characters()).isEqualTo(5);
  }

  /** The text of InvokeModel's streams is within the base64 of their frames. */
  @Test
  void theTextOfInvokeModelIsDecoded() {
    String event = "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}";
    String payload = "{\"bytes\":\"" + Base64.getEncoder().encodeToString(event.getBytes(StandardCharsets.UTF_8)) + "\"}";
    DeliveredText text = DeliveredText.ofStream("invoke");
    byte[] frame = EventFrameEncoder.event("chunk", payload.getBytes(StandardCharsets.UTF_8));
    byte[] two = Arrays.copyOf(frame, 2 * frame.length);
    System.arraycopy(frame, 0, two, frame.length, frame.length);
    text.count(two);

    assertThat(text.characters()).isEqualTo(10);
  }
}
