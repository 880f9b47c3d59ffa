package app.orqen.translate.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** Frames as docs/wires/bedrock-converse.md describes them; the vectors are botocore's. */
class EventFrameTest {

  private static final String MESSAGE_START =
      "000000760000005296d5fade0b3a6576656e742d7479706507000c6d65737361676553746172740d3a636f6e74656e742d74797065070010"
          + "6170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22726f6c65223a22617373697374616e74227d6fa8c599";
  private static final String MESSAGE_STOP =
      "0000007a00000051ca2c46650b3a6576656e742d7479706507000b6d65737361676553746f700d3a636f6e74656e742d747970650700106170706c"
          + "69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b2273746f70526561736f6e223a22656e645f7475726e227d5fbf09fc";
  private static final String THROTTLED =
      "0000008800000061de0175f40f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74656e742d"
          + "747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765"
          + "223a22736c6f7720646f776e227d832ee072";

  @Test
  void encodesTheVectors() {
    assertThat(hex(EventFrameEncoder.event("messageStart", utf8("{\"role\":\"assistant\"}")))).isEqualTo(MESSAGE_START);
    assertThat(hex(EventFrameEncoder.event("messageStop", utf8("{\"stopReason\":\"end_turn\"}")))).isEqualTo(MESSAGE_STOP);
    assertThat(hex(EventFrameEncoder.exception("throttlingException", utf8("{\"message\":\"slow down\"}")))).isEqualTo(THROTTLED);
  }

  @Test
  void decodesTheVectorsAtAnyCut() {
    byte[] bytes = HexFormat.of().parseHex(MESSAGE_START + "000000100000000005c248eb7d98c8ff" + THROTTLED);
    for (int cut = 0; cut <= bytes.length; cut++) {
      List<EventFrame> frames = new ArrayList<>();
      EventFrameDecoder decoder = new EventFrameDecoder();
      decoder.feed(bytes, 0, cut, frames::add);
      decoder.feed(bytes, cut, bytes.length - cut, frames::add);
      assertThat(decoder.midFrame()).isFalse();
      assertThat(frames).extracting(EventFrame::type).containsExactly("messageStart", "", "throttlingException");
      assertThat(frames.get(2).messageType()).isEqualTo("exception");
      assertThat(frames.get(2).payload()).isEqualTo(utf8("{\"message\":\"slow down\"}"));
    }
  }

  @Test
  void anyFlippedBitIsNoticed() {
    byte[] good = HexFormat.of().parseHex(MESSAGE_STOP);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 4;
      EventFrameDecoder decoder = new EventFrameDecoder();
      assertThatThrownBy(() -> decoder.feed(bad, 0, bad.length, frame -> { })).as("byte %d", i)
          .isInstanceOf(FramingException.class);
    }
  }

  @Test
  void amazonsOwnDecoderTakesOurFrames() {
    List<Message> messages = new ArrayList<>();
    MessageDecoder decoder = new MessageDecoder(messages::add);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(EventFrameEncoder.event("contentBlockDelta", utf8("{\"x\":\"é😀\"}")));
    out.writeBytes(EventFrameEncoder.exception("validationException", utf8("{}")));
    decoder.feed(out.toByteArray());
    assertThat(messages).hasSize(2);
    assertThat(messages.get(0).getHeaders().get(":event-type").getString()).isEqualTo("contentBlockDelta");
    assertThat(messages.get(0).getPayload()).isEqualTo(utf8("{\"x\":\"é😀\"}"));
    assertThat(messages.get(1).getHeaders().get(":exception-type").getString()).isEqualTo("validationException");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
