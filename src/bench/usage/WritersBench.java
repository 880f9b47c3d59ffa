package app.orqen.usage;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Ports;
import app.orqen.it.support.Postgres;
import app.orqen.usage.TimeCounts.Metric;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Offers usage rows to several gateways that write to one PostgreSQL, at a rate, and shows how many wait. The rows are of 2 accounts,
 * 20 keys, 12 models, sessions of 40 requests and two tags in each row.
 *
 * <p>Arguments: rows a second in all, for how many seconds, how many gateways. A rate of 0 offers as many as the queues take.
 */
public final class WritersBench {

  private static final int PIECES = 50;
  private static final int FULL = 20_000;

  private WritersBench() {}

  public static void main(String[] arguments) throws Exception {
    int rate = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    int replicas = Integer.parseInt(arguments[2]);
    int port = Ports.free();
    List<Gateway> gateways = new ArrayList<>();
    try (EmbeddedPostgres postgres = Postgres.start(Files.createTempDirectory("orqen-writers-bench"), port)) {
      for (int i = 0; i < replicas; i++) {
        gateways.add(Gateway.start("spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
            "spring.datasource.username=postgres", "spring.datasource.password=postgres",
            "orqen.vault.keys=b3JxZW4taW50ZWdyYXRpb24tdGVzdC1rZXktMzItYnk=", "logging.level.root=WARN"));
      }
      JdbcClient jdbc = gateways.get(0).bean(JdbcClient.class);
      jdbc.sql("insert into account (id, name, active, created_at) values ('acc_other', 'other', true, now())").update();
      List<UsageQueue> queues = gateways.stream().map(gateway -> gateway.bean(UsageQueue.class)).toList();
      run(queues, rate, seconds);
      long start = System.nanoTime();
      queues.forEach(UsageQueue::flushNow);
      long rows = jdbc.sql("select count(*) from request_log").query(Long.class).single();
      System.out.printf("%,d rows written, the last %d ms after the end; %,d are in the sums%n", rows,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), jdbc.sql("select sum(requests) from usage_hour").query(Long.class).single());
      gateways.forEach(Gateway::close);
    }
  }

  private static void run(List<UsageQueue> queues, int rate, int seconds) {
    SplittableRandom random = new SplittableRandom(7);
    long start = System.nanoTime();
    long number = 0;
    for (int second = 1; second <= seconds; second++) {
      long before = number;
      for (int piece = 0; piece < PIECES; piece++) {
        for (UsageQueue queue : queues) {
          int most = rate > 0 ? rate / PIECES / queues.size() : FULL - queue.size();
          for (int i = 0; i < most; i++) {
            queue.offer(row(number++, random));
          }
        }
        long next = start + TimeUnit.SECONDS.toNanos(second - 1) + TimeUnit.SECONDS.toNanos(1) / PIECES * (piece + 1);
        LockSupport.parkNanos(next - System.nanoTime());
      }
      System.out.printf("second %d: %,d rows offered, %s wait%n", second, number - before,
          queues.stream().map(queue -> String.format("%,d", queue.size())).toList());
    }
  }

  private static UsageRow row(long number, SplittableRandom random) {
    Instant now = Instant.now();
    OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
    String account = number % 2 == 0 ? "acc_first" : "acc_other";
    String key = "key_" + random.nextInt(20);
    String model = "model-" + random.nextInt(12);
    String session = "session-" + number / 2000 * 50 + random.nextInt(50);
    boolean failed = random.nextInt(50) == 0;
    List<String> tags = List.of("team-" + random.nextInt(30), "user:" + random.nextInt(200));
    double ttft = 50 + random.nextDouble() * 900;
    double duration = ttft + random.nextDouble() * 9000;
    TimeCounts times = new TimeCounts();
    if (!failed) {
      times.add(Metric.TTFT, ttft).add(Metric.DURATION, duration).add(Metric.OVERHEAD, 1.5);
    }
    BigDecimal cost = new BigDecimal("0.001234567");
    PeriodSums.Share share = new PeriodSums.Share(account, now.getEpochSecond(), key, "openai", model, failed ? 429 : 200,
        failed ? "rate_limit_exceeded" : "", failed ? "provider" : "", times, 1L, 900L, 200L, 100L, 0L, 0L, 20L, 7L, 1800L, 0L, 0L, cost,
        BigDecimal.ZERO, 0L, 1L, 0L);
    return new UsageRow(share, new SessionSums.Share(account, session, key, at, 1, cost), tags,
        UsageRow.marks("openai", "chat", false, false), 1, "req_" + Long.toHexString(now.toEpochMilli()) + "_" + number, account, key, at,
        "openai", "chat", "openai", model, session, true, failed ? 429 : 200, failed ? "rate_limit_exceeded" : null, failed ? "provider" : null,
        900L, 200L, 100L, 20, 7, 1800L, 1, 0, false, List.of("get_weather", "get_time"), List.of("send_mail"), null, ttft, duration, 1.5, cost,
        BigDecimal.ZERO, 0L, 0L, false, tags, null, null, null, null, null, 0, null);
  }
}
