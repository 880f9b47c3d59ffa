package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.BothDatabases;
import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lists of rare requests have exactly the rows that pass, although only the hours are read in which such rows are. */
class ITRareRequests {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 3000;
  private static final int MINUTES = 80 * 24 * 60;
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  /** One request. */
  private record Made(String id, Instant at, String key, String surface, String operation, String provider, String model, String session,
      int status, String error, String tag, boolean recall, boolean watched) {}

  private static final List<Made> MADE = made();
  private static final Map<String, Predicate<Made>> FILTERS = filters();

  static BothDatabases databases;

  @BeforeAll
  static void start() throws Exception {
    databases = new BothDatabases();
    for (Gateway gateway : databases.all().toList()) {
      UsageQueue queue = gateway.bean(UsageQueue.class);
      MADE.forEach(one -> queue.offer(row(one)));
      queue.flushNow();
      assertThat(gateway.bean(JdbcClient.class).sql("select count(*) from request_log").query(Integer.class).single()).isEqualTo(ROWS);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    databases.close();
  }

  private static List<Made> made() {
    Random random = new Random(21);
    List<Made> all = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int rare = random.nextInt(1000);
      boolean failed = rare % 20 == 3;
      all.add(new Made("req_" + i, NOW.minus(Duration.ofMinutes(random.nextInt(MINUTES))), "key_" + i % 4, rare < 5 ? "converse" : "openai",
          rare == 6 || rare == 7 ? "embeddings" : "chat", "openai", rare < 10 ? "rare" : rare < 15 ? "meta/rare" : "model-" + i % 6, "session-" + i % 300,
          failed ? 429 : 200, failed ? "rate_limit_exceeded" : null, rare > 990 ? "one % of_all" : i % 2 == 0 ? "usual" : null,
          rare == 500 || rare == 501, rare == 600));
    }
    all.sort(Comparator.comparing(Made::at).thenComparing(Made::id).reversed());
    return all;
  }

  private static Map<String, Predicate<Made>> filters() {
    Map<String, Predicate<Made>> filters = new LinkedHashMap<>();
    filters.put("", one -> true);
    filters.put("model=rare", one -> one.model.equals("rare"));
    filters.put("model=openai%2Frare", one -> one.model.equals("rare"));
    filters.put("model=meta%2Frare", one -> one.model.equals("meta/rare"));
    filters.put("model=openai%2Fmeta%2Frare", one -> one.model.equals("meta/rare"));
    filters.put("model=other%2Frare", one -> false);
    filters.put("model=none", one -> false);
    filters.put("model=rare&errors=true", one -> one.model.equals("rare") && one.error != null);
    filters.put("key_id=key_1&model=model-5", one -> one.key.equals("key_1") && one.model.equals("model-5"));
    filters.put("provider=openai", one -> true);
    filters.put("status=4xx", one -> one.status == 429);
    filters.put("status=500", one -> false);
    filters.put("error_code=rate_limit_exceeded", one -> one.error != null);
    filters.put("surface=converse", one -> one.surface.equals("converse"));
    filters.put("surface=converse,openai", one -> true);
    filters.put("operation=embeddings", one -> one.operation.equals("embeddings"));
    filters.put("operation=embeddings&surface=converse", one -> false);
    filters.put("tag=usual", one -> "usual".equals(one.tag));
    filters.put("tag=one%20%25%20of_all", one -> "one % of_all".equals(one.tag));
    filters.put("tag=one%20%25%20of_all&status=429", one -> "one % of_all".equals(one.tag) && one.status == 429);
    filters.put("session_id=session-7", one -> one.session.equals("session-7"));
    filters.put("session_id=session-7&tag=usual", one -> one.session.equals("session-7") && "usual".equals(one.tag));
    Instant from = NOW.minus(Duration.ofDays(40));
    Instant to = NOW.minus(Duration.ofDays(20));
    filters.put("model=rare&from=" + from + "&to=" + to,
        one -> one.model.equals("rare") && !one.at.isBefore(from) && !one.at.isAfter(to));
    return filters;
  }

  private static UsageRow row(Made one) {
    PeriodSums.Share share = new PeriodSums.Share("acc_first", one.at.getEpochSecond(), one.key, one.provider, one.model, one.status,
        one.error == null ? "" : one.error, one.error == null ? "" : "provider", new TimeCounts(), 1L, 1L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L,
        BigDecimal.ONE, BigDecimal.ZERO, 0L, 0L, 0L);
    Object[] values = new Object[41];
    Object[] first = {one.id, "acc_first", one.key, one.at.atOffset(ZoneOffset.UTC), one.surface, one.operation, one.provider, one.model,
        one.session, false, one.status, one.error, one.error == null ? null : "provider", 1L, 1L, 0L, 0, 0, 0L, one.watched ? 2 : 0, 0, one.watched,
        null, null, one.recall ? List.of("tool") : null, null, 1.0, 1.0};
    System.arraycopy(first, 0, values, 0, first.length);
    List<String> tags = one.tag == null ? List.of() : List.of(one.tag);
    values[33] = one.tag == null ? null : tags;
    return new UsageRow(share, new SessionSums.Share("acc_first", one.session, one.key, one.at.atOffset(ZoneOffset.UTC), 1, BigDecimal.ONE), tags,
        UsageRow.marks(one.surface, one.operation, one.recall, one.watched), 0, values);
  }

  static Stream<Arguments> lists() {
    return FILTERS.keySet().stream().flatMap(filter -> Stream.of(Arguments.of("postgres", filter), Arguments.of("h2", filter)));
  }

  private static Gateway gateway(String which) {
    return which.equals("h2") ? databases.onH2 : databases.onPostgres;
  }

  private static JsonNode page(Gateway gateway, String query) throws Exception {
    var answer = gateway.get("/v1/account/requests?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("data").forEach(row -> ids.add(row.get("id").asText()));
    return ids;
  }

  @ParameterizedTest
  @MethodSource("lists")
  void haveAllThatPass(String which, String filter) throws Exception {
    List<String> wanted = MADE.stream().filter(FILTERS.get(filter)).map(Made::id).toList();
    List<String> got = new ArrayList<>();
    JsonNode page = page(gateway(which), filter + "&limit=7");
    got.addAll(ids(page));
    while (page.get("has_more").asBoolean() && got.size() < 70) {
      page = page(gateway(which), filter + "&limit=7&after=" + page.get("next_cursor").asText());
      got.addAll(ids(page));
    }
    assertThat(got).isEqualTo(wanted.subList(0, Math.min(wanted.size(), got.size())));
    assertThat(got).hasSizeGreaterThanOrEqualTo(Math.min(70, wanted.size()));

    for (int offset : new int[] {5, 23, 400}) {
      List<String> skipped = wanted.stream().skip(offset).limit(20).toList();
      assertThat(ids(page(gateway(which), filter + "&offset=" + offset))).isEqualTo(skipped);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "h2"})
  void alertsAndWatchedRequestsToo(String which) throws Exception {
    List<String> alerts = new ArrayList<>();
    JSON.readTree(gateway(which).get("/v1/account/tools/recall-alerts?limit=100").body()).get("data")
        .forEach(alert -> alerts.add(alert.get("request_id").asText()));
    assertThat(alerts).isEqualTo(MADE.stream().filter(Made::recall).map(Made::id).toList()).isNotEmpty();
    assertThat(gateway(which).bean(ModelHistory.class).watched("acc_first", 100)).hasSize((int) MADE.stream().filter(Made::watched).count())
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "h2"})
  void onlyTheHoursAreReadThatHaveSuchRows(String which) {
    RowHours.Wanted wanted = new RowHours.Wanted("model = :model", Map.of("model", "rare"), null, List.of(), true);
    Iterator<RowHours.Span> spans = new RowHours(gateway(which).bean(JdbcClient.class)).of("acc_first", wanted, NOW.minus(Duration.ofDays(89)), NOW);
    List<Made> found = new ArrayList<>();
    long seconds = 0;
    while (spans.hasNext()) {
      RowHours.Span span = spans.next();
      seconds += span.until().getEpochSecond() - span.from().getEpochSecond();
      found.addAll(MADE.stream().filter(one -> !one.at.isBefore(span.from()) && one.at.isBefore(span.until())).toList());
    }
    List<Made> rare = MADE.stream().filter(one -> one.model.equals("rare")).toList();
    assertThat(found).containsAll(rare);
    assertThat(seconds / 3600).isLessThanOrEqualTo(rare.size()).isPositive();
  }
}
