package app.orqen.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactorTest {

  private static Redactor of(String... secrets) {
    return new Redactor(List.of(secrets).stream().map(secret -> secret.getBytes(US_ASCII)).toList());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "sk-canary-1      | the key sk-canary-1 is wrong      | the key *** is wrong",
      "sk-canary-1      | sk-canary-1sk-canary-1            | ******",
      "sk-canary-1      | sk-canary-1                       | ***",
      "sk-canary-1      | sk-sk-canary-1                    | sk-***",
      "sk-canary-1      | SK-CANARY-1 and sk-canary-        | SK-CANARY-1 and sk-canary-",
      "aabcanary        | aaabcanary                        | a***",
      "canary/with/s    | {'k':'canary/with/s'}             | {'k':'***'}",
      "canary/with/s    | {'k':'canary\\/with\\/s'}         | {'k':'***'}",
      "canary\"q        | canary\\\"q                       | ***",
      "canary\\b        | canary\\\\b                       | ***"})
  void hidesEverySpelling(String secret, String text, String redacted) {
    Redactor redactor = of(secret);
    assertThat(new String(redactor.redact(text.getBytes(UTF_8)), UTF_8)).isEqualTo(redacted);
    assertThat(redactor.redact(text)).isEqualTo(redacted);
  }

  @Test
  void hidesEachOfSeveral() {
    assertThat(of("canary-one", "canary-two").redact("canary-two, canary-one, é")).isEqualTo("***, ***, é");
  }

  @Test
  void copiesNothingWhereThereIsNothingToHide() {
    byte[] bytes = "no secret".getBytes(UTF_8);
    assertThat(of("sk-canary-1").redact(bytes)).isSameAs(bytes);
    assertThat(of().redact(bytes)).isSameAs(bytes);
  }

  @Test
  void findsOnlyWithinTheStretch() {
    byte[] bytes = "..sk-canary-1..".getBytes(UTF_8);
    Redactor redactor = of("sk-canary-1");
    assertThat(redactor.finds(bytes, 0, bytes.length)).isTrue();
    assertThat(redactor.finds(bytes, 2, 13)).isTrue();
    assertThat(redactor.finds(bytes, 3, bytes.length)).isFalse();
    assertThat(redactor.finds(bytes, 0, 12)).isFalse();
  }
}
