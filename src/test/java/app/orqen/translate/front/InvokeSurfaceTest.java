package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.front.Fixtures.CONTEXT;
import static app.orqen.translate.front.Fixtures.json;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.framing.EventFrameDecoder;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Surface;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** InvokeModel's streams have the events that the Messages API would have, in frames. */
class InvokeSurfaceTest {

  private static final Surface INVOKE = WireRegistry.surfaceOf("/model/some.model/invoke");

  private static List<JsonNode> events(byte[] frames) {
    List<JsonNode> events = new ArrayList<>();
    EventFrameDecoder decoder = new EventFrameDecoder();
    decoder.feed(frames, 0, frames.length, frame -> {
      JsonNode payload = json(frame.payload());
      events.add(frame.type().equals("chunk") ? json(Base64.getDecoder().decode(payload.get("bytes").asText())) : payload);
    });
    assertThat(decoder.midFrame()).isFalse();
    return events;
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void eachEventIsAChunk(Wire provider) {
    byte[] in = StreamPropertiesTest.sample(provider);
    List<JsonNode> invoked = events(Fixtures.run(Translation.of(INVOKE, provider.provider()).stream(CONTEXT, 0), in));
    List<JsonNode> messages = Fixtures.events(Fixtures.run(new StreamPipe(ANTHROPIC.surface(), provider.provider(), CONTEXT, 0), in));
    messages.removeIf(event -> event.get("type").asText().equals("ping"));
    invoked.removeIf(event -> event.get("type").asText().equals("ping"));
    assertThat(invoked).isEqualTo(messages).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anySplitGivesTheSameFrames(Wire provider) {
    byte[] in = StreamPropertiesTest.sample(provider);
    byte[] whole = Fixtures.run(Translation.of(INVOKE, provider.provider()).stream(CONTEXT, 0), in);
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      StreamTranslation stream = Translation.of(INVOKE, provider.provider()).stream(CONTEXT, 0);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int at = 0; at < in.length;) {
        int length = Math.min(in.length - at, 1 + random.nextInt(9));
        out.writeBytes(stream.feed(in, at, length));
        at += length;
      }
      out.writeBytes(stream.end());
      assertThat(out.toByteArray()).isEqualTo(whole);
    }
  }

  @Test
  void bedrocksOwnFramesPassInAnySplit() {
    byte[] in = app.orqen.it.support.Wires.invoked(true);
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      StreamTranslation stream = INVOKE.watch(CONTEXT);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int at = 0; at < in.length;) {
        int length = Math.min(in.length - at, 1 + random.nextInt(40));
        out.writeBytes(stream.feed(in, at, length));
        at += length;
      }
      out.writeBytes(stream.end());
      assertThat(out.toByteArray()).isEqualTo(in);
      assertThat(stream.completed()).isTrue();
      assertThat(stream.usage().output()).isEqualTo(5);
    }
  }

  @Test
  void anErrorInBedrocksFramesEndsTheStream() {
    byte[] error = ("{\"bytes\":\"" + Base64.getEncoder().encodeToString("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}"
        .getBytes(java.nio.charset.StandardCharsets.UTF_8)) + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (byte[] payload : List.of(error, "{\"bytes\":\"%%%\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
      StreamTranslation stream = INVOKE.watch(CONTEXT);
      byte[] in = app.orqen.translate.framing.EventFrameEncoder.event("chunk", payload);
      byte[] out = stream.feed(in, 0, in.length);
      assertThat(stream.error()).isNotNull();
      assertThat(new String(out, java.nio.charset.StandardCharsets.ISO_8859_1)).contains(":exception-type");
    }
  }

  @Test
  void aBrokenStreamEndsInAnExceptionFrame() {
    byte[] in = StreamPropertiesTest.sample(ANTHROPIC);
    StreamTranslation stream = Translation.of(INVOKE, ANTHROPIC.provider()).stream(CONTEXT, 0);
    byte[] before = stream.feed(in, 0, in.length / 2);
    assertThat(events(before)).isNotEmpty();
    List<String> last = Fixtures.frames(stream.end());
    assertThat(last.get(last.size() - 1)).startsWith("internalServerException:").contains("stream");
    assertThat(stream.completed()).isFalse();
  }

  @Test
  void otherPathsBelowModelAreConverses() {
    assertThat(WireRegistry.surfaceOf("/model/x/converse").label()).isEqualTo("converse");
    assertThat(WireRegistry.surfaceOf("/model/x/else").label()).isEqualTo("converse");
    assertThat(INVOKE.label()).isEqualTo("invoke");
    assertThat(WireRegistry.surfaceOf("/model/a%2Fb/invoke-with-response-stream")).isSameAs(INVOKE);
  }
}
