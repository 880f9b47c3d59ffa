package app.orqen.translate.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {

  private static final String STREAM =
      "\uFEFFevent: a\ndata: {\"t\":\"é€😀\"}\n\n: comment\n\ndata:no space\ndata: second\n\nid: 7\nretry: 3\n\nevent: b\ndata: x\n\n";

  private static List<String> parse(byte[] bytes, int... cuts) {
    List<String> events = new ArrayList<>();
    SseParser parser = new SseParser(1000);
    int from = 0;
    for (int cut : cuts) {
      parser.feed(bytes, from, cut - from, event -> events.add(event.type() + "|" + event.text()));
      from = cut;
    }
    parser.feed(bytes, from, bytes.length - from, event -> events.add(event.type() + "|" + event.text()));
    return events;
  }

  @ParameterizedTest
  @CsvSource({"LF", "CR", "CRLF"})
  void anyLineEndAndAnyTwoCuts(String ending) {
    String eol = ending.replace("CR", "\r").replace("LF", "\n");
    byte[] bytes = STREAM.replace("\n", eol).getBytes(StandardCharsets.UTF_8);
    List<String> whole = List.of("a|{\"t\":\"é€😀\"}", "null|no space\nsecond", "b|x");
    assertThat(parse(bytes)).isEqualTo(whole);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second += 3) {
        assertThat(parse(bytes, first, second)).as("cut at %d and %d", first, second).isEqualTo(whole);
      }
    }
  }

  /** Neither here nor in a reader that waits at a CR for its LF. */
  @ParameterizedTest
  @CsvSource({"LF", "CR", "CRLF"})
  void noEventWaitsForTheNext(String ending) {
    byte[] bytes = "data: x||".replace("|", ending.replace("CR", "\r").replace("LF", "\n")).getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      List<SseEvent> events = new ArrayList<>();
      SseParser parser = new SseParser(1000, true);
      parser.feed(bytes, 0, cut, events::add);
      parser.feed(bytes, cut, bytes.length - cut, events::add);
      assertThat(events).as("cut at %d", cut).hasSize(1);
      assertThat(new String(events.get(0).raw(), StandardCharsets.UTF_8)).matches("data: x\\r?\\n\\r?\\n");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keptBytesAreTheStreamItselfWithoutLoneCrs(long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    String[] pieces = {"data: x", "event: y", ": c", "\n", "\r", "\r\n", "data", "é", "\n\n"};
    for (int i = 0; i < 500; i++) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    SseParser parser = new SseParser(100_000, true);
    for (int i = 0; i < bytes.length;) {
      int length = Math.min(1 + random.nextInt(9), bytes.length - i);
      parser.feed(bytes, i, length, event -> kept.writeBytes(event.raw()));
      i += length;
    }
    parser.finish(event -> kept.writeBytes(event.raw()));
    String passed = kept.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    assertThat(passed).isEqualTo(text.toString().replace("\r\n", "\n").replace('\r', '\n'));
  }

  @Test
  void lastEventWithoutBlankLineIsHandedOutAtTheEnd() {
    List<String> events = new ArrayList<>();
    SseParser parser = new SseParser(1000);
    byte[] bytes = "data: [DONE]".getBytes(StandardCharsets.UTF_8);
    parser.feed(bytes, 0, bytes.length, event -> events.add(event.text()));
    assertThat(events).isEmpty();
    parser.finish(event -> events.add(event.text()));
    assertThat(events).containsExactly("[DONE]");
  }

  @Test
  void anEventPastTheBoundIsRefused() {
    SseParser parser = new SseParser(10);
    byte[] bytes = "data: 12345678901".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> parser.feed(bytes, 0, bytes.length, event -> { })).isInstanceOf(FramingException.class);
  }

  @Test
  void theBoundIsOnOneEventNotOnTheStream() {
    byte[] bytes = "data: 12345\n\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    List<SseEvent> events = new ArrayList<>();
    new SseParser(20).feed(bytes, 0, bytes.length, events::add);
    assertThat(events).hasSize(50);
  }
}
