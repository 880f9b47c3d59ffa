package app.orqen.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.admission.MemoryBudget.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  /** The common pool has a single thread on two cores, from JDK 25 on for these too. */
  private static final Executor OWN_THREADS = task -> new Thread(task).start();


  private final MemoryBudget budget = new MemoryBudget(1000, Duration.ZERO);

  @Test
  void aStreamUsesWhatIsSpareElsewhereAndThenTheBudget() {
    AtomicLong spare = new AtomicLong(250);
    budget.lend(spare::get);
    assertThat(budget.limit()).isEqualTo(1250);
    List<Reservation> streams = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Reservation stream = budget.open();
      stream.grow(300);
      stream.keepOnly(100);
      stream.keepOnly(100);
      assertThat(stream.bytes()).isEqualTo(100);
      streams.add(stream);
    }
    assertThat(budget.held()).isEqualTo(300);
    Reservation next = budget.open();
    next.grow(900); // two are on what is spare, one is in the budget
    assertThatThrownBy(() -> next.grow(1)).isInstanceOf(NoRoomException.class);
    next.close();
    spare.set(0); // somebody needs it again: what is lent stays, and no more is
    assertThat(budget.held()).isEqualTo(300);
    streams.forEach(Reservation::close);
    streams.forEach(Reservation::close);
    assertThat(budget.held()).isZero();
    assertThat(budget.limit()).isEqualTo(1000);
    Reservation last = budget.open();
    last.grow(1000);
    last.keepOnly(1000);
    assertThat(last.bytes()).isEqualTo(1000);
    last.close();
    assertThat(budget.held()).isZero();
  }

  @Test
  void givesWhatThereIsAndNoMore() {
    Reservation first = budget.open();
    first.grow(900);
    try (Reservation second = budget.open()) {
      second.grow(100);
      assertThatThrownBy(() -> second.grow(1)).isInstanceOf(NoRoomException.class)
          .hasMessage("The requests in flight use all the memory that the gateway allows for them. Retry in one second.");
      assertThat(second.bytes()).isEqualTo(100);
    }
    assertThat(budget.held()).isEqualTo(900);
    first.shrink(400);
    assertThat(budget.held()).isEqualTo(500);
    first.close();
    first.close();
    assertThat(budget.held()).isZero();
    assertThat(budget.refused(Refusal.BUDGET)).isEqualTo(1);
    assertThat(budget.refused(Refusal.SHARE)).isZero();
  }

  @Test
  void aReservationNeitherOutlivesItsRequestNorGivesBackWhatItDoesNotHold() {
    Reservation reservation = budget.open();
    reservation.grow(10);
    assertThatThrownBy(() -> reservation.shrink(11)).isInstanceOf(IllegalArgumentException.class);
    reservation.close();
    assertThatThrownBy(() -> reservation.grow(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void oneKeyLeavesRoomForTheNext() {
    Reservation greedy = owned("a");
    int taken = 0;
    try {
      for (; ; taken += 10) {
        greedy.grow(10);
      }
    } catch (NoRoomException e) {
      assertThat(e.refusal()).isEqualTo(Refusal.SHARE);
    }
    assertThat(taken).isEqualTo(800).isEqualTo((int) budget.most());
    Reservation other = owned("b");
    other.grow(150);
    // All reservations of a key count together.
    Reservation again = owned("a");
    assertThatThrownBy(() -> again.grow(10)).isInstanceOf(NoRoomException.class);
    assertThat(budget.refused(Refusal.SHARE)).isEqualTo(2);
    greedy.close();
    again.grow(600);
  }

  @Test
  void whatWasTakenBeforeTheKeyWasKnownCountsInItsShare() {
    Reservation reservation = budget.open();
    reservation.grow(700);
    reservation.ownedBy("a");
    reservation.grow(100);
    Reservation again = owned("a");
    assertThatThrownBy(() -> again.grow(1)).isInstanceOf(NoRoomException.class);
  }

  @Test
  void waitsForRoomUntilItIsThere() throws Exception {
    Reservation first = budget.open();
    first.grow(1000);
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
      try (Reservation second = budget.open()) {
        second.grow(500, Duration.ofMinutes(1));
      }
    }, OWN_THREADS);
    first.close();
    waiting.get();
    assertThat(budget.held()).isZero();
    assertThat(budget.refused(Refusal.BUDGET)).isZero();
  }

  @Test
  void waitsNoLongerThanItMayAndNotAtAllForWhatNeverFits() {
    Reservation first = budget.open();
    first.grow(1000);
    Reservation second = budget.open();
    assertThatThrownBy(() -> second.grow(500, Duration.ofMillis(20))).isInstanceOf(NoRoomException.class);
    assertThatThrownBy(() -> second.grow(801, Duration.ofDays(1))).isInstanceOf(NoRoomException.class);
    assertThat(budget.refused(Refusal.BUDGET)).isEqualTo(2);
  }

  @Test
  void staysExactWhenManyTakeAtOnce() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String key = "key" + i % 3;
      all.add(CompletableFuture.runAsync(() -> {
        for (int n = 0; n < 20_000; n++) {
          try (Reservation reservation = owned(key)) {
            reservation.grow(ThreadLocalRandom.current().nextInt(400));
            reservation.grow(ThreadLocalRandom.current().nextInt(400));
          } catch (NoRoomException e) {
            assertThat(budget.held()).isNotNegative();
          }
        }
      }, OWN_THREADS));
    }
    all.forEach(CompletableFuture::join);
    assertThat(budget.held()).isZero();
    owned("key0").grow(800);
  }

  private Reservation owned(String key) {
    Reservation reservation = budget.open();
    reservation.ownedBy(key);
    return reservation;
  }
}
