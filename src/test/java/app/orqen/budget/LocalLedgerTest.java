package app.orqen.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

class LocalLedgerTest {

  private static final Need FIRST = new Need(meter("first"), 10);
  private static final Need SECOND = new Need(meter("second"), 10);

  private final ReservedAmounts stored = mock(ReservedAmounts.class, withSettings().stubOnly());
  private final AtomicBoolean failing = new AtomicBoolean();
  private final AtomicInteger questions = new AtomicInteger();
  private final LocalLedger ledger = new LocalLedger(this::spent, 1, mock(BudgetEvents.class), stored, Clock.systemUTC());

  @BeforeEach
  void nothingOfOthers() {
    when(stored.ofOthers(any())).thenReturn(new ReservedAmounts.Others(0, Instant.MIN));
  }

  static Meter meter(String id) {
    return meter(id, 10);
  }

  private static Meter meter(String id, long limit) {
    return new Meter(id, "this key", Meter.Unit.TOKENS, limit, "a", "k", null, null, null);
  }

  private long spent(Meter meter) {
    questions.incrementAndGet();
    if (failing.get() && meter.equals(SECOND.meter())) {
      throw new DataAccessResourceFailureException("away");
    }
    return 0;
  }

  @Test
  void nothingStaysSetAsideWhenALaterBudgetIsNotKnown() {
    failing.set(true);
    assertThatThrownBy(() -> ledger.reserve("1", List.of(FIRST, SECOND))).isInstanceOf(DataAccessException.class);
    failing.set(false);

    assertThat(ledger.reserved("first")).isZero();
    assertThat(ledger.reserve("2", List.of(FIRST, SECOND)).refused()).isNull();
  }

  @Test
  void whatCostsNothingFitsIntoABudgetThatIsUsedUp() {
    assertThat(ledger.reserve("1", List.of(FIRST)).refused()).isNull();
    ledger.settle("1", List.of(FIRST), new long[] {50});

    assertThat(ledger.reserve("2", List.of(new Need(FIRST.meter(), 0))).refused()).isNull();
    assertThat(ledger.reserve("3", List.of(new Need(FIRST.meter(), 1))).refused()).isEqualTo(FIRST.meter());
  }

  @Test
  void nothingStaysSetAsideWhenALaterBudgetRefuses() {
    assertThat(ledger.reserve("1", List.of(SECOND)).refused()).isNull();

    assertThat(ledger.reserve("2", List.of(FIRST, SECOND)).refused()).isEqualTo(SECOND.meter());
    assertThat(ledger.reserve("3", List.of(FIRST)).refused()).isNull();
  }

  /** What was set aside before everything was forgotten gives no room when its request ends. */
  @Test
  void aRequestGivesBackOnlyWhatIsKnownOfIt() {
    ledger.reserve("1", List.of(FIRST));
    ledger.forget();
    assertThat(ledger.reserve("2", List.of(FIRST)).refused()).isNull();

    ledger.settle("1", List.of(FIRST), new long[] {0});

    assertThat(ledger.reserve("3", List.of(FIRST)).refused()).isEqualTo(FIRST.meter());
  }

  /** The database knows what is spent; a replica that starts again must not take a share of what the others still hold. */
  @Test
  void aReplicaThatStartsAgainTakesNoFreshShare() {
    AtomicLong spent = new AtomicLong();
    AtomicLong millis = new AtomicLong(1_000_000);
    Clock clock = mock(Clock.class);
    when(clock.millis()).thenAnswer(call -> millis.get());
    when(clock.instant()).thenAnswer(call -> Instant.ofEpochMilli(millis.get()));
    Supplier<LocalLedger> start = () -> new LocalLedger(meter -> spent.get(), 2, mock(BudgetEvents.class), stored, clock);
    LocalLedger one = start.get();
    LocalLedger other = start.get();
    assertThat(other.reserve("0", List.of(new Need(meter("m", 1000), 1))).refused()).as("it knows the budget").isNull();
    other.settle("0", List.of(new Need(meter("m", 1000), 1)), new long[] {0});

    for (int restart = 0; restart < 20; restart++) {
      spendAll(one, spent);
      one = start.get();
      millis.addAndGet(LocalLedger.ASK_AGAIN_MILLIS);
    }
    spendAll(other, spent);

    assertThat(spent.get()).isBetween(990L, 1000L);
  }

  private static void spendAll(LocalLedger ledger, AtomicLong spent) {
    List<Need> need = List.of(new Need(meter("m", 1000), 1));
    for (int i = 0; ledger.reserve("r" + i, need).refused() == null; i++) {
      ledger.settle("r" + i, need, new long[] {1});
      spent.incrementAndGet();
    }
  }

  @Test
  void budgetsOfManySessionsAreNotAllKept() {
    int sessions = 101_000;
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < sessions; i++) {
        ledger.reserve("r", List.of(new Need(meter("s" + i), 0)));
      }
    }
    assertThat(questions).hasValueGreaterThan(sessions);
  }
}
