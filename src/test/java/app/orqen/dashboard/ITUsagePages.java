package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.usage.OldRows;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Overview, usage and requests show what the request log has, and no more. */
class ITUsagePages {

  private static final JdbcTemplate SQL = Desk.GATEWAY.bean(JdbcTemplate.class);

  /** An account for each test: nobody else's requests are in it, not even such as are written down late. */
  private JsonNode account;
  private String key;
  private String keyId;
  private LocalDate today;

  @BeforeEach
  void someDays() throws Exception {
    awaitNextDay();
    today = LocalDate.now(ZoneOffset.UTC);
    account = new ObjectMapper().readTree(Desk.GATEWAY.send("POST", "/v1/admin/accounts", Gateway.ADMIN_TOKEN, "{\"name\":\"usage\"}").body());
    JsonNode made = new ObjectMapper().readTree(
        Desk.GATEWAY.send("POST", "/v1/account/keys", account.get("key").asText(), "{\"name\":\"of-usage\"}").body());
    key = made.get("key").asText();
    keyId = made.get("id").asText();
    for (int day = 0; day < 6; day++) {
      for (int i = 0; i < 4 + day; i++) {
        boolean failed = i % 5 == 4;
        row(keyId, Instant.now().minus(day, ChronoUnit.DAYS), failed ? 429 : 200,
            failed ? "rate_limit_exceeded" : null, failed ? "gateway" : null);
      }
    }
    OldRows.sumUp(Desk.GATEWAY);
  }

  /** What is written and what the pages show must be of one day. */
  private static void awaitNextDay() throws Exception {
    Eventually.holds(Duration.ofMinutes(5), () -> LocalTime.now(ZoneOffset.UTC).isBefore(LocalTime.of(23, 56)));
  }

  private String row(String key, Instant when, int status, String code, String source) {
    Instant at = when.truncatedTo(ChronoUnit.MILLIS);
    String id = "req_" + HexFormat.of().toHexDigits(at.toEpochMilli(), 12)
        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    SQL.update("""
        insert into request_log (id, account_id, key_id, created_at, surface, operation, provider, model, session_id, stream,
          status, error_code, error_source, input_tokens, output_tokens, cached_tokens, tools_in, tools_out, tokens_saved,
          tools_called, tools_missed, prune_shadow, ttft_ms, duration_ms, overhead_ms, cost_usd, saved_usd, tags, provider_said)
        values (?, ?, ?, ?, 'openai', 'chat', 'openai', 'gpt-4o', 'session-1', true, ?, ?, ?, 1200, 340, 200, 41, 7,
          5210, 1, 0, false, 412.4, 2210.0, 0.82, 0.5, 0.25, '["team:a"]', ?)""", id, account.get("id").asText(), key, Timestamp.from(at), status, code,
        source, status == 424 ? "Incorrect API key provided: ***" : null);
    return id;
  }

  private static Locator tile(Page page, String name) {
    return page.locator(".tiles > div").filter(new Locator.FilterOptions().setHasText(name)).locator("dd");
  }

  @Test
  void theOverviewSumsUpAWeek() {
    try (Desk desk = Desk.signedIn(key)) {
      assertThat(tile(desk.page, "Requests").first()).hasText("39");
      assertThat(tile(desk.page, "Cost")).containsText("$19.50");
      assertThat(tile(desk.page, "Cost")).containsText("$9.75 saved");
      assertThat(tile(desk.page, "Time to first token")).containsText("412 ms");
      assertThat(tile(desk.page, "Gateway overhead")).containsText("0.82 ms");
      assertThat(desk.page.getByText("rate_limit_exceeded").first()).isVisible();
      desk.inspect("overview");
    }
  }

  @Test
  void usageIsDrawnAndTabled() {
    try (Desk desk = Desk.signedIn(key)) {
      Page page = desk.page;
      desk.open("/ui/usage");
      assertThat(page.locator("canvas")).hasCount(6);
      assertThat((Number) page.evaluate("Object.keys(Chart.instances).length")).isEqualTo(6);
      assertThat((Boolean) page.evaluate("Chart.getChart(document.querySelector('canvas')).data.datasets[0].data.includes(9)"))
          .as("the chart has the table's numbers").isTrue();
      page.getByText("The numbers by day").click();
      assertThat(page.locator("#daily tbody tr")).hasCount(30);
      assertThat(page.locator("#daily tbody tr").last().locator("td").first()).hasText("4");
      assertThat(page.locator("main")).containsText("of-usage");
      assertThat(page.locator("main")).containsText("openai/gpt-4o");
      assertThat(page.context().request().get(Desk.GATEWAY.url() + "/ui/usage.csv").text()).startsWith("by,name,requests,")
          .contains("\r\nkey,\"of-usage\",").contains("\r\nmodel,\"openai/gpt-4o\",")
          .contains("\r\nprovider,\"openai\",").contains("\r\ntag,\"team:a\",");
      assertThat(page.locator("table:has(caption:text-is('Usage by provider')) tbody")).containsText("openai");
      assertThat(page.locator("table:has(caption:text-is('Usage by tag')) tbody")).containsText("team:a");
      assertThat(page.locator("main")).containsText("41");
      desk.inspect("usage");
    }
  }

  @Test
  void aPeriodIsChosen() {
    try (Desk desk = Desk.signedIn(key).expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/usage?from=" + today.minusDays(1) + "&to=" + today);
      assertThat(tile(page, "Requests").first()).hasText("9");
      assertThat(page.locator("#daily tbody tr")).hasCount(2);
      page.getByLabel("From").fill(today.toString());
      page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill(today.minusDays(3).toString());
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show")).click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("'from' must not be after 'to'");
      desk.open("/ui/usage?from=yesterday");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("must be a date");
      desk.open("/ui/usage?from=" + today.minusDays(399) + "&to=" + today);
      assertThat(page.locator("#daily tbody tr")).hasCount(400);
      assertThat(page.locator("#daily tbody tr").last()).containsText(today.toString());
      desk.open("/ui/usage?from=" + today.minusDays(400) + "&to=" + today);
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("at most 400 days");
      assertThat(page.locator("#daily tbody tr").last()).containsText(today.toString());
    }
  }

  @Test
  void allKeysAreThereAHundredAtATime() {
    for (int i = 0; i < 250; i++) {
      row("key_%03d".formatted(i), Instant.now(), 200, null, null);
    }
    OldRows.sumUp(Desk.GATEWAY);
    try (Desk desk = Desk.signedIn(key).expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/usage?from=" + today.minusDays(1) + "&to=" + today);
      Set<String> seen = new HashSet<>();
      for (int rows : new int[] {100, 100, 51}) {
        Locator keys = page.locator("table:has(caption:text-is('Usage by key')) tbody th");
        assertThat(keys).hasCount(rows);
        seen.addAll(keys.allTextContents());
        if (rows == 100) {
          page.getByText("More keys").click();
        }
      }
      assertThat(seen).hasSize(251).contains("of-usage", "key_249");
      assertThat(page.getByText("More keys")).hasCount(0);
      assertThat(page.getByLabel("From")).hasValue(today.minusDays(1).toString());
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
    try (Desk desk = Desk.signedIn(key).expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/requests");
      assertThat(page.locator("tbody tr")).hasCount(39);
      desk.inspect("requests");
      for (int i = 0; i < 20; i++) {
        row(keyId, Instant.now().minus(9, ChronoUnit.DAYS), 200, null, null);
      }
      desk.open("/ui/requests");
      assertThat(page.locator("tbody tr")).hasCount(50);
      Desk.GATEWAY.send("POST", "/v1/chat/completions", key,
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
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("The parameter 'status' must be a status such as 429");
    }
  }

  @Test
  void requestsAreSearched() {
    String old = row(keyId, Instant.now().minus(9, ChronoUnit.DAYS), 400, "invalid_value", "gateway");
    OldRows.sumUp(Desk.GATEWAY);
    try (Desk desk = Desk.signedIn(key).expecting(404)) {
      Page page = desk.page;
      Locator filter = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Filter"));
      desk.open("/ui/requests");
      page.locator("[name=model]").fill("openai/gpt-4o");
      page.getByLabel("Status").fill("4xx");
      page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill(today.minusDays(8).toString());
      page.getByText("More filters").click();
      page.getByLabel("Session").fill("session-1");
      page.getByLabel("Tag").fill("team:a");
      page.getByLabel("Error code").fill("invalid_value");
      filter.click();
      assertThat(page.locator("tbody tr")).hasCount(1);
      assertThat(page.locator("tbody tr")).containsText("invalid_value");
      assertThat(page.getByLabel("Tag")).hasValue("team:a");
      page.getByLabel("Tag").fill("team:b");
      filter.click();
      assertThat(page.locator(".empty")).containsText("No matching requests");
      page.getByText("Clear all filters").click();
      page.getByLabel("Request id").fill(old);
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Find")).click();
      assertThat(page.locator("h1")).hasText("gpt-4o");
      desk.open("/ui/requests?id=req_nobody/../x");
      assertThat(page.locator("h1")).hasText("Request not found");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("req_nobody/../x");
    }
  }

  @Test
  void aSessionHasItsTurnsInOrder() {
    String account = this.account.get("id").asText();
    SQL.update("update request_log set cache_break_reason = 'client:system', cache_break_usd = 0.02 where account_id = ? and created_at = "
        + "(select max(created_at) from request_log where account_id = ?)", account, account);
    try (Desk desk = Desk.signedIn(key)) {
      Page page = desk.page;
      desk.open("/ui/sessions");
      assertThat(page.locator("tbody tr")).hasCount(1);
      assertThat(page.locator("td[data-label=Requests]")).hasText("39");
      assertThat(page.locator("td[data-label=Errors]")).hasText("5");
      assertThat(page.locator("td[data-label=Cost]")).hasText("$19.50");
      desk.inspect("sessions");
      page.getByText("session-1").click();
      assertThat(page.locator("tbody tr")).hasCount(39);
      assertThat(page.locator("tbody tr").first()).containsText(today.minusDays(5).toString());
      assertThat(page.locator("tbody tr").last()).containsText(today.toString());
      assertThat(page.locator("tbody tr").last()).containsText("7 of 41");
      assertThat(page.locator("tbody tr").last()).containsText("system, by the client");
      desk.inspect("session");
      page.locator("tbody tr").last().locator("th a").click();
      assertThat(page.getByText("The client changed the instructions, which cost $0.02 more.")).isVisible();
    }
  }

  @Test
  void oneRequestExplainsItself() {
    String broken = row("key_gone", Instant.now(), 200, "provider_timeout", "gateway");
    String refused = row("key_gone", Instant.now(), 424, "provider_credentials_rejected", "provider");
    try (Desk desk = Desk.signedIn(key)) {
      desk.open("/ui/requests/" + refused);
      assertThat(desk.page.locator("main")).containsText("This account's settings");
      assertThat(desk.page.locator("main")).containsText("Replace it under Providers");
      assertThat(desk.page.locator("main q")).hasText("Incorrect API key provided: ***");
      assertThat(desk.page.locator("main")).containsText("41");
      assertThat(desk.page.locator("main")).containsText("5,210");
      desk.inspect("request");
      desk.open("/ui/requests/" + broken);
      assertThat(desk.page.locator("main")).containsText("broke off after it had begun");
      desk.expecting(404);
      desk.open("/ui/requests/req_nobody");
      assertThat(desk.page.locator("h1")).hasText("Request not found");
      assertThat(desk.page.locator("main")).containsText("kept for 90 days");
      desk.inspect("not-found");
    }
  }
}
