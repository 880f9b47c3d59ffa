package app.orqen.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.reply.GatewayException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyScanTest {

  private static BodyScan scan(String json) {
    return BodyScan.of(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void findsWhatTheGatewayInterprets() {
    BodyScan scan = scan("{\"messages\":[{\"role\":\"developer\"}],\"mod\\u0065l\":\"a/b\",\"stream\":true,"
        + "\"stream_options\":{\"x\":1,\"include_usage\":true},\"api_key\":\"k\",\"extra\":{\"model\":1,\"model\":2}}");
    assertThat(scan.model()).isEqualTo("a/b");
    assertThat(scan.stream()).isTrue();
    assertThat(scan.includeUsage()).isTrue();
    assertThat(scan.credentials()).containsEntry("api_key", "k");
    assertThat(scan.hasMessages()).isTrue();
    Span role = scan.developerRoles().get(0);
    assertThat(new String(scan.body(), role.start(), role.end() - role.start(), StandardCharsets.UTF_8))
        .isEqualTo("\"developer\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{", "{\"a\":}", "{} {}", "{}x", "{\"model\":\"a\",\"model\":\"b\"}",
      "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}", "{\"stream\":\"true\"}", "{\"stream\":1}", "{\"stream_options\":[]}",
      "{\"api_key\":1}", "{\"api_key\":\"a\\nb\"}", "{\"api_key\":\"\"}", "{\"a\":\"\u0001\"}", "\uFEFF{}"})
  void refusesWhatItCantReadInOneWay(String json) {
    assertThatThrownBy(() -> scan(json)).isInstanceOfSatisfying(GatewayException.class,
        e -> assertThat(e.status()).isEqualTo(400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
  void refusesOtherEncodings(String charset) {
    byte[] body = "{\"model\":\"é\"}".getBytes(Charset.forName(charset));
    assertThatThrownBy(() -> BodyScan.of(body)).isInstanceOf(GatewayException.class);
  }

  @Test
  void refusesOverlongUtf8AndDeepNesting() {
    byte[] overlong = "{\"a\":\"..\"}".getBytes(StandardCharsets.UTF_8);
    overlong[6] = (byte) 0xc0;
    overlong[7] = (byte) 0xaf;
    assertThatThrownBy(() -> BodyScan.of(overlong)).isInstanceOf(GatewayException.class);
    assertThatThrownBy(() -> scan("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
        .isInstanceOf(GatewayException.class);
  }

  /** They are JSON: what is passed is a limit of the reader's. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"nested deeper than 1000 levels | [ | ]", "a number of more than 1000 digits | 1 | 2",
      "a number of more than 1000 digits | 0.1 | 2", "a field name of more than 50000 | {\"aaaaaaaaaaaaaaaaaaaaaaaaaa | \":1}"})
  void saysWhichLimitIsPassed(String limit, String begin, String end) {
    String value = begin.substring(0, begin.length() - 1) + begin.substring(begin.length() - 1).repeat(2000)
        + (limit.contains("name") ? "a".repeat(50_000) + end : end.repeat(2000));
    assertThatThrownBy(() -> scan("{\"a\":" + value + "}")).isInstanceOfSatisfying(GatewayException.class, e -> {
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.code()).isEqualTo("json_limit_exceeded");
      assertThat(e).hasMessageContaining(limit).hasMessageNotContaining("valid JSON");
    });
  }

  /** 65,536 of them that collide took seconds. */
  @Test
  void refusesTooManyDifferentFieldNames() {
    String again = "{\"x\":1,\"y\":2},".repeat(20_000);
    scan("{\"a\":{" + colliding(9_000) + "},\"b\":[" + again + "{}]}");
    assertThatThrownBy(() -> scan("{\"a\":{" + colliding(65_536) + "}}")).isInstanceOfSatisfying(GatewayException.class, e -> {
      assertThat(e.code()).isEqualTo("json_limit_exceeded");
      assertThat(e).hasMessageContaining("more than 10000 different field names");
    });
  }

  /** Fields whose names all have one hash code as strings. */
  private static String colliding(int count) {
    return IntStream.range(0, count).mapToObj(number -> IntStream.range(0, 16)
        .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB").collect(Collectors.joining("", "\"", "\":1")))
        .collect(Collectors.joining(","));
  }

  @Test
  void nullIsAbsentWhereOpenAiAllowsIt() {
    BodyScan scan = scan("{\"stream\":null,\"stream_options\":null}");
    assertThat(scan.stream()).isFalse();
    assertThat(scan.includeUsage()).isFalse();
  }

  @Test
  void theMessageShowsNoPartOfTheBody() {
    assertThatThrownBy(() -> scan("{\"api_key\":\"sk-canary\" oops}")).hasMessageNotContaining("canary");
  }

  /** A body of many small messages would else hold ten times its size. */
  @Test
  void thePlacesOfMessagesAreBounded() {
    String messages = "{},".repeat(20_000) + "{\"role\":\"user\",\"content\":\"hi\"}";
    BodyScan scan = BodyScan.of(("{\"model\":\"m\",\"messages\":[" + messages + "]}").getBytes(StandardCharsets.UTF_8));

    assertThat(scan.turns()).hasSizeLessThan(20_000);
    assertThat(scan.firstUserTurn()).isEqualTo(-1);
  }
}
