package app.orqen.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.translate.json.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedNamesTest {

  /** A text with so many different names, each of them twice. */
  private static byte[] text(int count, String prefix) {
    return IntStream.range(0, 2 * count).mapToObj(i -> "{\"" + prefix + i % count + "\":{}}")
        .collect(Collectors.joining(",", "[", "]")).getBytes(StandardCharsets.UTF_8);
  }

  private static int fields(byte[] text) throws IOException {
    int count = 0;
    try (JsonParser parser = JsonScan.parser(text, 0, text.length)) {
      while (parser.nextToken() != null) {
        count += parser.currentToken().asString() == null && parser.currentName() != null ? 1 : 0;
      }
    }
    return count;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "aLongNameThatFillsMoreThanThreeWords"})
  void aTextMayHaveSoManyAndNoMore(String prefix) throws IOException {
    // More than once: the table of one text goes on to the next.
    for (int i = 0; i < 3; i++) {
      assertThat(fields(text(BoundedNames.MOST, prefix + i))).isPositive();
      assertThat(Json.tree(text(BoundedNames.MOST, prefix + i))).hasSize(2 * BoundedNames.MOST);
    }
    byte[] more = text(2 * BoundedNames.MOST, prefix + "more");
    assertThatThrownBy(() -> fields(more)).isInstanceOf(StreamConstraintsException.class).hasMessageContaining("10000 different");
    assertThatThrownBy(() -> Json.tree(more)).isInstanceOf(StreamConstraintsException.class);
    assertThatThrownBy(() -> {
      try (JsonParser parser = JsonScan.parser(more, 0, more.length)) {
        parser.nextToken();
        parser.skipChildren();
      }
    }).isInstanceOf(StreamConstraintsException.class);
  }

  @Test
  void otherEncodingsAreStillRead() throws IOException {
    String text = "{\"a\":[1,\"é\"]}";
    for (var charset : new java.nio.charset.Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE,
        StandardCharsets.UTF_16BE}) {
      assertThat(Json.tree(text.getBytes(charset)).at("/a/1").textValue()).as(charset.name()).isEqualTo("é");
    }
    assertThat(Json.tree(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8)).at("/a/0").intValue()).isEqualTo(1);
    assertThat(Json.tree("7".getBytes(StandardCharsets.UTF_8)).intValue()).isEqualTo(7);
  }
}
