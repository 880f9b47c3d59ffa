package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.OpenAi;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Overview, usage and requests show what the request log has, and no more. */
class ITUsagePages {

  private static final JdbcTemplate SQL = Desk.GATEWAY.bean(JdbcTemplate.class);
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

  @BeforeEach
  void someDays() {
    SQL.update("delete from request_log");
    String key = SQL.queryForObject("select id from api_key where name = 'bootstrap-key'", String.class);
    for (int day = 0; day < 6; day++) {
      for (int i = 0; i < 4 + day; i++) {
        boolean failed = i % 5 == 4;
        row(key, "req_" + day + "_" + i, Instant.now().minus(day, ChronoUnit.DAYS), failed ? 429 : 200,
            failed ? "rate_limit_exceeded" : null, failed ? "gateway" : null);
      }
    }
  }

  private static void row(String key, String id, Instant at, int status, String code, String source) {
    SQL.update("""
        insert into request_log (id, account_id, key_id, created_at, surface, operation, provider, model, session_id, stream,
          status, error_code, error_source, input_tokens, output_tokens, cached_tokens, tools_in, tools_out, tokens_saved,
          tools_called, tools_missed, prune_shadow, ttft_ms, duration_ms, overhead_ms)
        values (?, 'acc_first', ?, ?, 'openai', 'chat', 'openai', 'gpt-4o', 'session-1', true, ?, ?, ?, 1200, 340, 200, 41, 7,
          5210, 1, 0, false, 412.4, 2210.0, 0.82)""", id, key, Timestamp.from(at), status, code, source);
  }

  private static Locator tile(Page page, String name) {
    return page.locator(".tiles > div").filter(new Locator.FilterOptions().setHasText(name)).locator("dd");
  }

  @Test
  void theOverviewSumsUpAWeek() {
    try (Desk desk = Desk.signedIn()) {
      assertThat(tile(desk.page, "Requests").first()).hasText("39");
      assertThat(tile(desk.page, "Time to first token")).containsText("412 ms");
      assertThat(tile(desk.page, "Gateway overhead")).containsText("0.82 ms");
      assertThat(desk.page.getByText("rate_limit_exceeded").first()).isVisible();
      desk.inspect("overview");
    }
  }

  @Test
  void usageIsDrawnAndTabled() {
    try (Desk desk = Desk.signedIn()) {
      Page page = desk.page;
      desk.open("/ui/usage");
      assertThat(page.locator("canvas")).hasCount(4);
      assertThat((Number) page.evaluate("Object.keys(Chart.instances).length")).isEqualTo(4);
      assertThat((Boolean) page.evaluate("Chart.getChart(document.querySelector('canvas')).data.datasets[0].data.includes(9)"))
          .as("the chart has the table's numbers").isTrue();
      page.getByText("The numbers by day").click();
      assertThat(page.locator("#daily tbody tr")).hasCount(30);
      assertThat(page.locator("#daily tbody tr").last().locator("td").first()).hasText("4");
      assertThat(page.locator("main")).containsText("bootstrap-key");
      assertThat(page.locator("main")).containsText("41");
      desk.inspect("usage");
    }
  }

  @Test
  void aPeriodIsChosen() {
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/usage?from=" + TODAY.minusDays(1) + "&to=" + TODAY);
      assertThat(tile(page, "Requests").first()).hasText("9");
      assertThat(page.locator("#daily tbody tr")).hasCount(2);
      page.getByLabel("From").fill(TODAY.toString());
      page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill(TODAY.minusDays(3).toString());
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show")).click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("'from' must not be after 'to'");
      desk.open("/ui/usage?from=yesterday");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("must be a date");
      desk.open("/ui/usage?from=" + TODAY.minusDays(399) + "&to=" + TODAY);
      assertThat(page.locator("#daily tbody tr")).hasCount(400);
      assertThat(page.locator("#daily tbody tr").last()).containsText(TODAY.toString());
      desk.open("/ui/usage?from=" + TODAY.minusDays(400) + "&to=" + TODAY);
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("at most 400 days");
      assertThat(page.locator("#daily tbody tr").last()).containsText(TODAY.toString());
    }
  }

  @Test
  void allKeysAreThereAHundredAtATime() {
    for (int i = 0; i < 250; i++) {
      row("key_%03d".formatted(i), "req_key_" + i, Instant.now(), 200, null, null);
    }
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/usage?from=" + TODAY.minusDays(1) + "&to=" + TODAY);
      Set<String> seen = new HashSet<>();
      for (int rows : new int[] {100, 100, 51}) {
        Locator keys = page.locator("table:has(caption:text-is('Usage by key')) tbody th");
        assertThat(keys).hasCount(rows);
        seen.addAll(keys.allTextContents());
        if (rows == 100) {
          page.getByText("More keys").click();
        }
      }
      assertThat(seen).hasSize(251).contains("bootstrap-key", "key_249");
      assertThat(page.getByText("More keys")).hasCount(0);
      assertThat(page.getByLabel("From")).hasValue(TODAY.minusDays(1).toString());
      desk.inspect("usage-keys");
      page.getByText("First keys").click();
      assertThat(page.getByText("More keys")).hasCount(1);
      desk.open("/ui/usage?keys=nonsense");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("next_cursor");
    }
  }

  @Test
  void requestsComeByThemselvesAndAreFiltered() {
    Desk.PROVIDER.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/requests");
      assertThat(page.locator("tbody tr")).hasCount(39);
      desk.inspect("requests");
      String key = SQL.queryForObject("select id from api_key where name = 'bootstrap-key'", String.class);
      for (int i = 0; i < 20; i++) {
        row(key, "req_old_" + i, Instant.now().minus(9, ChronoUnit.DAYS), 200, null, null);
      }
      desk.open("/ui/requests");
      assertThat(page.locator("tbody tr")).hasCount(50);
      Desk.GATEWAY.post("/v1/chat/completions",
          "{\"model\":\"echo/live\",\"messages\":[{\"role\":\"user\",\"content\":\"a prompt that nobody keeps\"}]}");
      assertThat(page.locator("tbody tr").first()).containsText("live");
      assertThat(page.content()).doesNotContain("a prompt that nobody keeps");
      page.getByText("Older requests").click();
      assertThat(page.locator("tbody tr")).hasCount(9);
      desk.open("/ui/requests");
      page.getByLabel("Errors only").check();
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Filter")).click();
      assertThat(page.locator("tbody .badge.ok")).hasCount(0);
      assertThat(page.locator("tbody tr").first()).containsText("rate_limit_exceeded");
      page.getByLabel("Errors only").uncheck();
      page.getByLabel("Provider").selectOption("echo");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Filter")).click();
      assertThat(page.locator("tbody tr")).hasCount(1);
      page.getByLabel("Status").fill("often");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Filter")).click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("'status' must be an integer from 100 to 599");
    }
  }

  @Test
  void oneRequestExplainsItself() {
    row("key_gone", "req_broken", Instant.now(), 200, "provider_timeout", "gateway");
    row("key_gone", "req_refused", Instant.now(), 424, "provider_credentials_rejected", "provider");
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/requests/req_refused");
      assertThat(desk.page.locator("main")).containsText("This account's settings");
      assertThat(desk.page.locator("main")).containsText("Replace it under Providers");
      assertThat(desk.page.locator("main")).containsText("41");
      assertThat(desk.page.locator("main")).containsText("5,210");
      desk.inspect("request");
      desk.open("/ui/requests/req_broken");
      assertThat(desk.page.locator("main")).containsText("broke off after it had begun");
      desk.expecting(404);
      desk.open("/ui/requests/req_nobody");
      assertThat(desk.page.locator("h1")).hasText("There is nothing here");
      desk.inspect("not-found");
    }
  }
}
