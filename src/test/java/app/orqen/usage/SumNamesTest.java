package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionOperations;

/** Sums have a bounded number of rows whatever callers make up, and what is removed stays counted where it has to. */
class SumNamesTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.ofInstant(NOW, ZoneOffset.UTC);

  private final DriverManagerDataSource source =
      new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
  private final JdbcTemplate jdbc = new JdbcTemplate(source);

  @BeforeEach
  void schema() {
    Flyway.configure().dataSource(source).locations("db/migration", "db/h2").load().migrate();
    jdbc.update("insert into account (id, name, active, created_at) values ('a', 'a', true, now())");
  }

  private static PeriodSums.Share share(Instant at, String model, String errorCode) {
    return new PeriodSums.Share("a", at.getEpochSecond(), "k", "openai", model, 200, errorCode, "", new TimeCounts(), 1L, 10L, 5L, 0L, 0L,
        0L, 0, 0, 0L, 0, 0, new BigDecimal("0.5"), BigDecimal.ZERO, 0L, 0L, 0L);
  }

  @Test
  void madeUpNamesPastTheBoundAreSummedUpTogether() {
    int most = SumNames.MOST;
    for (int restart = 0; restart < 2; restart++) { // What the database has counts after a restart.
      PeriodSums sums = new PeriodSums(jdbc, true, new SumNames(jdbc));
      TagSums tags = new TagSums(jdbc, true, new SumNames(jdbc));
      List<PeriodSums.Share> shares = new ArrayList<>();
      for (int i = 0; i < most + 50; i++) {
        shares.add(share(NOW, "made-up-" + i + "-" + restart, ""));
      }
      sums.add(shares);
      tags.add(shares.stream().map(share -> new TagSums.Share(share, List.of(share.model(), "t" + share.model()))).toList());
    }

    List<java.util.Map<String, Object>> models = new SummedFigures(JdbcClient.create(source), new DayTimes(JdbcClient.create(source)))
        .of("a", new Period(TODAY, TODAY), List.of("provider", "model"), List.of());
    assertThat(models).hasSize(most + 1);
    assertThat(models.stream().mapToLong(model -> (Long) model.get("requests")).sum()).isEqualTo(2L * (most + 50));
    assertThat(models).filteredOn(model -> model.get("model").equals(SumNames.OTHER)).extracting(model -> model.get("requests"))
        .containsExactly(most + 100L);
    var byTag = TagSums.of(JdbcClient.create(source), "a", new Period(TODAY, TODAY));
    assertThat(byTag).hasSize(most + 1);
    // A request whose tags are both past the bound counts once under the common name.
    assertThat((Long) byTag.get(SumNames.OTHER).get("requests")).isEqualTo(50L + most / 2 + most + 50);
  }

  @Test
  void removedDaysStayCountedForBudgetsWithoutAnEnd() {
    PeriodSums sums = new PeriodSums(jdbc, true, new SumNames(jdbc));
    sums.add(List.of(share(NOW.minus(Duration.ofDays(500)), "m", ""), share(NOW.minus(Duration.ofDays(450)), "m", "")));
    sums.add(List.of(share(NOW.minus(Duration.ofDays(399)), "m", ""), share(NOW, "m", "")));
    SumsExpiry expiry = new SumsExpiry(jdbc, TransactionOperations.withoutTransaction(), false, Duration.ofDays(90), Duration.ofDays(400),
        Clock.fixed(NOW, ZoneOffset.UTC));
    expiry.expire();
    expiry.expire();

    assertThat(jdbc.queryForObject("select count(*) from usage_day", Long.class)).isEqualTo(2);
    assertThat(jdbc.queryForObject("select count(*) from usage_hour", Long.class)).isEqualTo(1);
    assertThat(jdbc.queryForObject("select tokens from usage_removed where key_id = 'k'", Long.class)).isEqualTo(30);
    assertThat(jdbc.queryForObject("select cost_usd from usage_removed where last_day >= ?", BigDecimal.class,
        TODAY.minusDays(600).toEpochDay())).isEqualByComparingTo("1");
  }
}
