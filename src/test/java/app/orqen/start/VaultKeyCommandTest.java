package app.orqen.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.macasaet.fernet.Key;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class VaultKeyCommandTest {

  private int code;

  private String run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(Commands.isOne(words)).isTrue();
    code = Commands.run(Object.class, words, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsANewKeyEachTime() {
    String key = run("vault-key");
    assertThat(code).isZero();
    assertThat(key.lines()).hasSize(1);
    assertThat(new Key(key.strip()).serialise()).isEqualTo(key.strip()).isNotEqualTo(run("vault-key").strip());
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertThat(run("vault-key", "two")).startsWith("Usage:");
    assertThat(code).isEqualTo(2);
  }
}
