package app.orqen.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RememberedTest {

  private final Map<String, String> table = new HashMap<>(Map.of("k", "v1"));
  private final List<Runnable> later = new ArrayList<>();
  private boolean away;
  private int queries;
  private long now = 1;

  private final Remembered<String> remembered = new Remembered<>("keys", key -> {
    queries++;
    if (away) {
      throw new IllegalStateException("away");
    }
    return table.get(key);
  }, new Remembered.Staleness(Duration.ofSeconds(30), Duration.ofHours(1)), later::add, () -> now);

  private void pass(long amount, TimeUnit unit) {
    now += unit.toNanos(amount);
  }

  @Test
  void aHotOneCostsNoQuery() {
    for (int i = 0; i < 10; i++) {
      assertThat(remembered.find("k")).contains("v1");
    }
    assertThat(queries).isEqualTo(1);
  }

  @Test
  void anAbsentOneIsRememberedForAWhile() {
    assertThat(remembered.find("x")).isEmpty();
    assertThat(remembered.find("x")).isEmpty();
    assertThat(queries).isEqualTo(1);
    pass(31, TimeUnit.SECONDS);
    remembered.find("x");
    assertThat(queries).isEqualTo(2);
  }

  @Test
  void memoryServesWhileTheDatabaseIsAwayUpToABound() {
    remembered.find("k");
    away = true;
    pass(59, TimeUnit.MINUTES);
    assertThat(remembered.find("k")).contains("v1");
    later.forEach(Runnable::run);
    assertThat(remembered.find("k")).contains("v1");
    pass(2, TimeUnit.MINUTES);
    assertThatThrownBy(() -> remembered.find("k")).isInstanceOf(Remembered.UnavailableException.class);
    assertThatThrownBy(() -> remembered.find("other")).isInstanceOf(Remembered.UnavailableException.class);
    away = false;
    pass(2, TimeUnit.SECONDS);
    assertThat(remembered.find("k")).contains("v1");
  }

  @Test
  void anAwayDatabaseIsNotAskedByEveryRequest() {
    away = true;
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> remembered.find("a")).isInstanceOf(Remembered.UnavailableException.class);
    }
    assertThat(queries).isEqualTo(1);
  }

  @Test
  void anOldOneIsLookedUpBesideTheRequest() {
    remembered.find("k");
    table.put("k", "v2");
    pass(31, TimeUnit.SECONDS);
    assertThat(remembered.find("k")).contains("v1");
    later.forEach(Runnable::run);
    assertThat(remembered.find("k")).contains("v2");
  }

  @Test
  void aLookUpThatAChangeOvertookIsNotRemembered() {
    List<Remembered<String>> self = new ArrayList<>();
    Remembered<String> racing = new Remembered<>("keys", key -> {
      String old = table.get(key);
      table.remove(key);
      self.get(0).forget(key);
      return old;
    }, new Remembered.Staleness(Duration.ofSeconds(30), Duration.ofHours(1)), later::add, () -> now);
    self.add(racing);
    assertThat(racing.find("k")).contains("v1");
    assertThat(racing.find("k")).isEmpty();
  }
}
