import app.orqen.it.support.Gateway;
import app.orqen.it.support.Ports;
import app.orqen.it.support.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Arrays;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fills a PostgreSQL with rows of requests, as a release before the sums would have left them, waits until the gateway has added them to
 * its sums, and times what the dashboard and scripts ask for.
 *
 * <p>Arguments: how many million rows; half of them are the first account's.
 */
public final class UsageBench {

  private static final int ROUNDS = 11;
  private static final long MILLION = 1_000_000;
  private static final String ROWS = """
      insert into request_log (id, account_id, key_id, created_at, surface, operation, provider, model, session_id, stream, status,
        error_code, error_source, input_tokens, output_tokens, cached_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed,
        prune_shadow, ttft_ms, duration_ms, overhead_ms, cost_usd, saved_usd, tags)
      select 'req_' || md5(i::text), :account, 'key_' || i %% 20, now() - (i %% 2592000) * interval '1 second', 'openai', 'chat',
        (array['openai', 'anthropic', 'bedrock'])[1 + i %% 3], 'model-' || i %% 12, 'session-' || i / 40, i %% 2 = 0,
        case when i %% 50 = 0 then 429 else 200 end, case when i %% 50 = 0 then 'rate_limit_exceeded' end,
        case when i %% 50 = 0 then 'provider' end, 900 + i %% 4000, i %% 700, i %% 900, 20, 7, 1800, 1, 0, false,
        exp(5 + (random() - 0.5) * 3), exp(7 + (random() - 0.5) * 3), random() * 3, 0.001 * (i %% 40), 0.0002,
        case when i %% 2 = 0 then '["team-' || i %% 30 || '","user:' || i %% 200 || '"]' end
      from generate_series(%d, %d) i""";

  private UsageBench() {}

  public static void main(String[] arguments) throws Exception {
    long rows = (long) (Double.parseDouble(arguments[0]) * MILLION);
    int port = Ports.free();
    try (EmbeddedPostgres postgres = Postgres.start(Files.createTempDirectory("orqen-usage-bench"), port);
        Gateway gateway = Gateway.start("spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
            "spring.datasource.username=postgres", "spring.datasource.password=postgres", "orqen.database.socket-timeout=600s",
            "orqen.vault.keys=b3JxZW4taW50ZWdyYXRpb24tdGVzdC1rZXktMzItYnk=", "orqen.usage.keep=3650d", "logging.level.root=WARN")) {
      JdbcClient jdbc = gateway.bean(JdbcClient.class);
      jdbc.sql("insert into account (id, name, active, created_at) values ('acc_other', 'other', true, now())").update();
      long start = System.nanoTime();
      for (long from = 1; from <= rows; from += MILLION / 4) {
        String account = from / (MILLION / 4) % 2 == 0 ? "acc_first" : "acc_other";
        jdbc.sql(ROWS.formatted(from, Math.min(rows, from + MILLION / 4 - 1))).param("account", account).update();
      }
      System.out.printf("%,d rows made in %d s%n", rows, seconds(start));
      jdbc.sql("insert into sums_backlog (account_id, added_to, flagged_from, until) select id, timestamptz '1970-01-01', now(), now() "
          + "from account").update();
      start = System.nanoTime();
      while (jdbc.sql("select exists (select 1 from request_log where not summed) or exists (select 1 from sums_backlog)")
          .query(Boolean.class).single()) {
        Thread.sleep(200);
      }
      System.out.printf("all of them added to the sums in %d s; %,d sums by day, %,d by hour%n", seconds(start),
          jdbc.sql("select count(*) from usage_day").query(Long.class).single(),
          jdbc.sql("select count(*) from usage_hour").query(Long.class).single());
      System.out.printf("%,d sums by tag and day, %,d sessions, %s%n", jdbc.sql("select count(*) from usage_tag").query(Long.class).single(),
          jdbc.sql("select count(*) from session_usage").query(Long.class).single(),
          jdbc.sql("select pg_size_pretty(pg_database_size(current_database()))").query(String.class).single());
      jdbc.sql("analyze").update();
      String session = jdbc.sql("select session_id from session_usage where account_id = 'acc_first' order by last_at limit 1")
          .query(String.class).single();
      for (String path : new String[] {"usage/summary", "usage/daily?limit=100", "usage/by-key?limit=100", "usage/by-model?limit=100",
          "usage/by-provider", "usage/by-tag?limit=100", "usage/hourly", "usage/errors", "usage/analytics/daily", "usage/analytics/latency", "usage/analytics/savings",
          "requests?limit=50", "requests?session_id=" + session, "sessions?limit=50", "sessions/" + session + "/requests", "keys"}) {
        time(gateway, "/v1/account/" + path);
      }
    }
  }

  private static void time(Gateway gateway, String path) {
    long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      HttpResponse<String> answer = gateway.get(path);
      nanos[i] = System.nanoTime() - start;
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(path + ": " + answer.body());
      }
    }
    Arrays.sort(nanos);
    System.out.printf("%-36s median %6.1f ms, longest %6.1f ms%n", path, nanos[ROUNDS / 2] / 1e6, nanos[ROUNDS - 1] / 1e6);
  }

  private static long seconds(long start) {
    return (System.nanoTime() - start) / 1_000_000_000;
  }
}
