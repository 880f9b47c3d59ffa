package app.orqen.dispatch.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.admission.MemoryBudget;
import app.orqen.admission.NoRoomException;
import app.orqen.admission.Reservation;
import app.orqen.reply.GatewayException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TranslationWeightTest {

  private static final int MEBI = 1024 * 1024;

  private final MemoryBudget budget = new MemoryBudget(100 * MEBI, Duration.ZERO);

  private static byte[] messages(int count) {
    String message = "{\"role\":\"user\",\"content\":\"x\"},";
    String all = message.repeat(count);
    return ("{\"messages\":[" + all.substring(0, all.length() - 1) + "]}").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void manySmallValuesWeighMoreThanOneLongText() {
    byte[] many = messages(100_000);
    byte[] text = ("{\"content\":\"" + "x".repeat(many.length) + "\"}").getBytes(StandardCharsets.UTF_8);
    assertThat(TranslationWeight.of(many)).isGreaterThan(4 * TranslationWeight.of(text));
  }

  @Test
  void whatNeverFitsIsTooLarge() {
    try (Reservation memory = budget.open()) {
      assertThatThrownBy(() -> TranslationWeight.take(messages(1_000_000), memory))
          .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.status()).isEqualTo(413));
      assertThat(memory.bytes()).isZero();
    }
  }

  @Test
  void whatFitsIsTaken() {
    try (Reservation memory = budget.open()) {
      long weight = TranslationWeight.take(messages(1000), memory);
      assertThat(memory.bytes()).isEqualTo(weight).isEqualTo(TranslationWeight.of(messages(1000)));
    }
  }

  @Test
  void whatOthersHoldIsMissing() {
    try (Reservation other = budget.open(); Reservation memory = budget.open()) {
      other.grow(99 * MEBI);
      assertThatThrownBy(() -> TranslationWeight.take(messages(100_000), memory)).isInstanceOf(NoRoomException.class);
    }
  }
}
