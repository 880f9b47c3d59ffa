package app.orqen.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import app.orqen.throttle.RedisAccess;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;

/** What a replica does where Redis or the database fails it. */
class SharedLedgerTest {

  private static final List<Need> NEEDS = List.of(new Need(LocalLedgerTest.meter("m"), 1));
  private static final long[] USED = {3};

  private final BudgetEvents events = mock();
  private final Clock clock = mock(Clock.class, withSettings().stubOnly());

  private SharedLedger ledger(RedisAccess redis, ToLongFunction<Meter> spent) {
    ReservedAmounts stored = mock(ReservedAmounts.class, withSettings().stubOnly());
    when(stored.ofOthers(any())).thenReturn(new ReservedAmounts.Others(0, Instant.MIN));
    when(clock.instant()).thenReturn(Instant.EPOCH);
    when(clock.millis()).thenReturn(0L);
    return new SharedLedger(redis, new LocalLedger(meter -> 0, 1, events, stored, clock), spent, events, clock);
  }

  private static CompletableFuture<List<Object>> answer(String text) {
    return CompletableFuture.completedFuture(List.of(text.getBytes()));
  }

  /** Else what nobody gives back would be set aside for ever. */
  @Test
  void onlyWhatIsGrantedIsRenewed() {
    RedisAccess redis = mock();
    when(redis.isUp()).thenReturn(true);
    when(redis.run(anyString(), any(), any(String[].class))).thenReturn(List.of(-1L, 1L));
    SharedLedger ledger = ledger(redis, meter -> {
      throw new DataAccessResourceFailureException("away");
    });
    assertThatThrownBy(() -> ledger.reserve("1", NEEDS)).isInstanceOf(DataAccessException.class);

    ledger.renew();

    verify(redis, never()).send(anyString(), any(), any(String[].class));
  }

  @Test
  void aRedisThatAnswersWithErrorsIsLeftInPeace() {
    RedisAccess redis = mock();
    when(redis.isUp()).thenReturn(true);
    when(redis.run(anyString(), any(), any(String[].class))).thenThrow(new IllegalStateException("OOM"));
    SharedLedger ledger = ledger(redis, meter -> 0);
    for (int i = 0; i < 3; i++) {
      assertThat(ledger.reserve("r" + i, NEEDS).refused()).isNull();
      ledger.settle("r" + i, NEEDS, USED);
    }
    verify(redis, times(1)).run(anyString(), any(), any(String[].class));
    verify(redis, never()).send(anyString(), any(), any(String[].class));

    when(clock.millis()).thenReturn(SharedLedger.PAUSE_MILLIS);
    when(redis.send(anyString(), any(), any(String[].class))).then(call -> answer("9"));
    ledger.renew();
    ledger.renew();

    verify(redis, times(4)).send(anyString(), any(), any(String[].class)); // three that were used, and the first one's set-aside
  }

  /** The database knows nothing yet of what runs, and of what ended a moment ago. */
  @Test
  void whatWasTakenInRedisCountsWhenRedisGoesAway() {
    RedisAccess redis = mock();
    when(redis.isUp()).thenReturn(true);
    when(redis.run(anyString(), any(), any(String[].class))).thenReturn(List.of(1L));
    when(redis.send(anyString(), any(), any(String[].class))).then(call -> answer("9"));
    SharedLedger ledger = ledger(redis, meter -> 0);
    List<Need> third = List.of(new Need(LocalLedgerTest.meter("m"), LocalLedgerTest.meter("m").limit() / 3));
    ledger.reserve("ended", third);
    ledger.settle("ended", third, new long[] {third.get(0).amount()});
    ledger.reserve("runs", third);
    when(redis.isUp()).thenReturn(false);

    assertThat(ledger.reserve("fits", third).refused()).isNull();
    assertThat(ledger.reserve("doesn't", third).refused()).isNotNull();

    ledger.settle("runs", third, new long[] {0});
    assertThat(ledger.reserve("fits again", third).refused()).isNull();
  }

  @Test
  void whatRedisHasMissedIsBounded() {
    RedisAccess redis = mock(RedisAccess.class, withSettings().stubOnly());
    SharedLedger ledger = ledger(redis, meter -> 0);
    for (int i = 0; i < SharedLedger.MOST_UNTOLD; i++) {
      ledger.settle("r", NEEDS, USED);
    }
    verify(events, never()).lost(3);

    ledger.settle("r", NEEDS, USED);

    verify(events).lost(3);
  }
}
