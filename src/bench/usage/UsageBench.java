import app.orqen.it.support.Gateway;
import app.orqen.it.support.Ports;
import app.orqen.it.support.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fills a PostgreSQL with rows of requests, as a release before the sums would have left them, waits until the gateway has added them to
 * its sums, and has a script time what the dashboard and other clients ask for.
 *
 * <p>Arguments: how many million rows, of which half are the first account's; the script that times pages.
 */
public final class UsageBench {

  private static final long MILLION = 1_000_000;
  /** A column in which most rows have something usual, and some every few hours or days have something rare. */
  private static final String ROWS = """
      insert into request_log (id, account_id, key_id, created_at, surface, operation, provider, model, session_id, stream, status,
        error_code, error_source, input_tokens, output_tokens, cached_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed,
        prune_shadow, ttft_ms, duration_ms, overhead_ms, cost_usd, saved_usd, tags, tools_recovered)
      select 'req_' || md5(i::text), case when i / 7 %% 2 = 0 then 'acc_first' else 'acc_other' end, 'key_' || i %% 20,
        now() - (i %% 2592000) * interval '1 second', case when i %% 100057 = 0 then 'converse' else 'openai' end,
        case when i %% 100069 = 0 then 'embeddings' else 'chat' end, (array['openai', 'anthropic', 'bedrock'])[1 + i %% 3],
        case when i %% 100003 = 0 then 'model-rare' when i %% 5003 = 0 then 'model-some' else 'model-' || i %% 12 end,
        case when i %% 100043 = 0 then 'session-long' else 'session-' || i / 40 end, i %% 2 = 0,
        case when i %% 100109 = 0 then 502 when i %% 50 = 0 then 429 else 200 end, case when i %% 50 = 0 then 'rate_limit_exceeded' end,
        case when i %% 50 = 0 then 'provider' end, 900 + i %% 4000, i %% 700, i %% 900, 20, 7, 1800, 1, 0, false,
        exp(5 + (random() - 0.5) * 3), exp(7 + (random() - 0.5) * 3), random() * 3, 0.001 * (i %% 40), 0.0002,
        case when i %% 100019 = 0 then '["rare"]' when i %% 5009 = 0 then '["some"]'
          when i %% 2 = 0 then '["team-' || i %% 30 || '","user:' || i %% 200 || '"]' end,
        case when i %% 50021 = 0 then '["get_weather"]' end
      from generate_series(%d, %d) i""";
  /** What {@code RequestPartitions} would have made. */
  private static final String PARTITIONS = """
      do $$ begin
        for day in 2..31 loop
          execute format('create table if not exists %I partition of request_log (primary key (id)) for values from (%L) to (%L)',
            'request_log_' || to_char((now() at time zone 'UTC')::date - day, 'YYYYMMDD'),
            ((now() at time zone 'UTC')::date - day) || ' 00:00:00+00', ((now() at time zone 'UTC')::date - day + 1) || ' 00:00:00+00');
        end loop;
      end $$""";

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
      jdbc.sql(PARTITIONS).update();
      long start = System.nanoTime();
      for (long from = 1; from <= rows; from += MILLION / 4) {
        jdbc.sql(ROWS.formatted(from, Math.min(rows, from + MILLION / 4 - 1))).update();
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
      time(gateway, jdbc, Path.of(arguments[1]));
    }
  }

  /** Runs the script that times pages, with paths of what is rare in these rows. */
  private static void time(Gateway gateway, JdbcClient jdbc, Path script) throws Exception {
    String session = jdbc.sql("select session_id from session_usage where account_id = 'acc_first' order by last_at limit 1")
        .query(String.class).single();
    Path more = Files.createTempFile("orqen-usage-paths", ".txt");
    List<String> paths = new ArrayList<>();
    for (String filter : new String[] {"model=model-rare", "model=model-some", "model=model-3", "tag=rare", "tag=some", "tag=team-4", "key_id=key_3",
        "provider=bedrock&status=502", "model=model-some&key_id=key_3", "session_id=session-long", "session_id=" + session, "operation=embeddings",
        "tag=some&offset=200", "offset=50000", "error_code=rate_limit_exceeded&model=model-some"}) {
      paths.add("/v1/account/requests?limit=20&" + filter);
      paths.add("/v1/account/requests?limit=100&" + filter);
      paths.add("/ui/requests?" + filter);
    }
    paths.add("/v1/account/sessions/" + session + "/requests");
    paths.add("/v1/account/sessions/session-long/requests");
    Files.write(more, paths);
    ProcessBuilder times = new ProcessBuilder("sh", script.toString(), gateway.url(), more.toString()).inheritIO();
    times.environment().put("ORQEN_KEY", Gateway.KEY);
    times.start().waitFor();
    Files.delete(more);
  }

  private static long seconds(long start) {
    return (System.nanoTime() - start) / 1_000_000_000;
  }
}
