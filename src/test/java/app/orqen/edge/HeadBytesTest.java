package app.orqen.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadBytesTest {

  private static final String WHOLE = "GET /v1/models HTTP/1.1\r\nHost: a\r\nX-B: c\r\n\r\n";

  private static boolean isUnfinished(String text) {
    byte[] bytes = ("??" + text + "??").getBytes(StandardCharsets.ISO_8859_1);
    return HeadBytes.isUnfinished(bytes, 2, bytes.length - 2);
  }

  @Test
  void aHeadIsUnfinishedUpToItsLastByte() {
    for (int length = 1; length < WHOLE.length(); length++) {
      assertThat(isUnfinished(WHOLE.substring(0, length))).as(WHOLE.substring(0, length)).isTrue();
    }
    assertThat(isUnfinished(WHOLE)).isFalse();
    assertThat(isUnfinished(WHOLE + "body")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\n\n", "GET / HTTP/1.0\r\n\n", "GET / HTTP/1.1\n\r\n", "\r\nGET / HTTP/1.1\r\nA: b\n\nrest"})
  void aLineMayEndWithoutCr(String head) {
    assertThat(isUnfinished(head)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r\n\r\nGET", "G", "GET / HTTP/1.1\r", "GET / HTTP/1.1\r\nA: b\r\n\r"})
  void whatMayYetBecomeAHeadIsUnfinished(String begun) {
    assertThat(isUnfinished(begun)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0016\u0003\u0001\u0002", "GET /\r\n", "GET / HTTP/2.0\r\n", "GET\t/ HTTP/1.1\r\n", "hello\r\n", "a\rb", "GET /\u00e4 HTTP/1.1\r\n"})
  void whatNeverBecomesAHeadIsForTomcatToRefuse(String begun) {
    assertThat(isUnfinished(begun)).isFalse();
  }
}
