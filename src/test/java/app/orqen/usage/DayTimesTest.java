package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.usage.TimeCounts.Metric;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Remembered durations are those that the database has, also after requests of a past day or of the last one were added. */
class DayTimesTest {

  private static final LocalDate LAST = LocalDate.parse("2026-11-30");
  private static final List<List<String>> GROUPS = List.of(List.of(), List.of("key_id"), List.of("provider", "model"), List.of("epoch_day"));

  private final DriverManagerDataSource source =
      new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
  private final JdbcTemplate jdbc = new JdbcTemplate(source);
  private final DayTimes remembering = new DayTimes(JdbcClient.create(source));
  private PeriodSums sums;

  @BeforeEach
  void schema() {
    Flyway.configure().dataSource(source).locations("db/migration", "db/h2").load().migrate();
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
    sums = new PeriodSums(jdbc, true, new SumNames(jdbc));
  }

  private void add(LocalDate day, String key, double millis) {
    sums.add(List.of(new PeriodSums.Share("a", day.atTime(9, 0).toEpochSecond(ZoneOffset.UTC), key, "openai", "m", 200, "", "",
        new TimeCounts().add(Metric.TTFT, millis), 1L, 1L, 1L, 0L, 0L, 0L, 0, 0, 0L, 0, 0, BigDecimal.ONE, BigDecimal.ZERO, 0L, 0L, 0L)));
  }

  private static Map<List<Object>, Double> medians(DayTimes times, List<String> by, LocalDate from) {
    Map<List<Object>, Double> medians = new HashMap<>();
    times.of("a", new Period(from, LAST), by).forEach((group, total) -> medians.put(group, total.percentile(Metric.TTFT, 0.5)));
    return medians;
  }

  private void check() {
    for (LocalDate from : List.of(LAST.minusDays(9), LAST.minusDays(1), LAST)) {
      for (List<String> by : GROUPS) {
        assertThat(medians(remembering, by, from)).isEqualTo(medians(new DayTimes(JdbcClient.create(source)), by, from));
      }
    }
  }

  @Test
  void changedDaysAreReadAnew() {
    check();
    add(LAST, "k", 10);
    check();
    assertThat(medians(remembering, List.of(), LAST)).containsExactly(Map.entry(List.of(), 10.0));
    add(LAST.minusDays(3), "k", 30);
    add(LAST.minusDays(2), "other", 50);
    check();
    assertThat(medians(remembering, List.of("key_id"), LAST.minusDays(9))).containsOnly(Map.entry(List.of("k"), 20.0),
        Map.entry(List.of("other"), 50.0));
    add(LAST.minusDays(3), "k", 70);
    check();
    assertThat(medians(remembering, List.of("key_id"), LAST.minusDays(9)).get(List.of((Object) "k"))).isEqualTo(30.0);
    add(LAST, "other", 70);
    check();
    assertThat(medians(remembering, List.of(), LAST.minusDays(9))).containsExactly(Map.entry(List.of(), 50.0));
    assertThat(medians(remembering, List.of("epoch_day"), LAST.minusDays(9))).hasSize(3);
  }
}
