package app.orqen.bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSearchTest {

  @ParameterizedTest
  @CsvSource({"abcabc, 0, 6, abc, 0", "abcabc, 1, 6, abc, 3", "abcabc, 1, 5, abc, -1", "aaab, 0, 4, aab, 1", "abc, 0, 3, abcd, -1",
      "abc, 0, 3, c, 2", "abc, 0, 2, c, -1", "abc, 3, 3, a, -1", "ababac, 0, 6, abac, 2"})
  void findsTheFirst(String bytes, int from, int to, String wanted, int at) {
    assertThat(ByteSearch.indexOf(bytes.getBytes(US_ASCII), from, to, wanted.getBytes(US_ASCII))).isEqualTo(at);
  }
}
