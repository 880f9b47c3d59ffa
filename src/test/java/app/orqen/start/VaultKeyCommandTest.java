package app.orqen.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.macasaet.fernet.Key;
import org.junit.jupiter.api.Test;

class VaultKeyCommandTest {

  private int code;

  private String run(String... words) {
    CommandRun run = CommandRun.of(words);
    code = run.code();
    return run.out();
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
