package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.usage.OldRows;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The page shows what became of the account's tools, and nobody else's. */
class ITToolsPage {

  private static final JdbcTemplate SQL = Desk.GATEWAY.bean(JdbcTemplate.class);

  /** Days are drawn from the oldest to the newest, though the table begins with the newest one. */
  @Test
  void recallAndSavingsAreDrawnByDay() throws Exception {
    JsonNode account = new ObjectMapper().readTree(Gateway.send(HttpRequest.newBuilder(URI.create(Desk.GATEWAY.url() + "/v1/admin/accounts"))
        .header("Authorization", "Bearer " + Gateway.ADMIN_TOKEN).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"recall\"}"))).body());
    Eventually.holds(Duration.ofMinutes(5), () -> LocalTime.now(ZoneOffset.UTC).isBefore(LocalTime.of(23, 56)));
    String keyId = SQL.queryForObject("select id from api_key where account_id = ?", String.class, account.get("id").asText());
    Instant now = Instant.now();
    for (int day : new int[] {0, 3, 9, 45}) {
      SQL.update("""
          insert into request_log (id, account_id, key_id, created_at, surface, operation, provider, model, stream, status, input_tokens,
            output_tokens, cached_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed, tools_late, tools_dropped, prune_shadow,
            ttft_ms, duration_ms, overhead_ms, cost_usd, saved_usd)
          values (?, ?, ?, ?, 'openai', 'chat', 'openai', 'gpt-4o', false, 200, 1200, 340, 0, 64, 8, ?, 8, 0, ?, '["a"]', false, 1, 1, 1, 0.5, 0.25)""",
          "req_recall_" + day, account.get("id").asText(), keyId, Timestamp.from(now.minus(day, ChronoUnit.DAYS)), 1000 + day, day == 3 ? 1 : 0);
    }
    OldRows.sumUp(Desk.GATEWAY);
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    SQL.update("update usage_day set ranked_called = 8, ranked_missed = case when epoch_day = ? then 1 else 0 end where account_id = ?",
        today.minusDays(3).toEpochDay(), account.get("id").asText()); // Rows of before the sums don't tell.
    try (Desk desk = Desk.signedIn(account.get("key").asText())) {
      Page page = desk.page;
      desk.open("/ui/tools");
      assertThat(page.locator("canvas")).hasCount(3);
      assertThat(page.locator("#daily tbody tr")).hasCount(10);
      assertThat(page.locator("#daily tbody tr").first()).containsText(today.toString());
      Locator missed = page.locator("#daily tbody tr").filter(new Locator.FilterOptions().setHasText(today.minusDays(3).toString()));
      assertThat(missed.locator("td")).hasText(new String[] {"87.5 %", "1,003", "$0.25"});
      assertThat(page.locator("#daily tbody tr").nth(1).locator("td")).hasText(new String[] {"–", "0", "$0.00"});
      Assertions.assertThat(page.evaluate("Chart.getChart(document.querySelectorAll('canvas')[0]).data.datasets[0].data"))
          .isEqualTo(Arrays.asList(100, null, null, null, null, null, 87.5, null, null, 100));
      Assertions.assertThat(page.evaluate("Chart.getChart(document.querySelectorAll('canvas')[1]).data.labels[0]"))
          .isEqualTo(today.minusDays(9).toString());
      desk.inspect("tools-by-day");
    }
  }

  /** Switches on that descriptions are kept, has one sent, and switches it off. */
  private static void keepTexts(Page page, Locator tool) throws Exception {
    Locator keep = page.getByRole(AriaRole.SWITCH, new Page.GetByRoleOptions().setName("Keep descriptions"));
    assertThat(keep).hasAttribute("aria-checked", "false");
    keep.click();
    assertThat(keep).hasAttribute("aria-checked", "true");
    Desk.GATEWAY.post("/v1/chat/completions", """
        {"model":"openai/gpt-5.5","provider_credentials":{"api_key":"sk-canary-of-tools"},"messages":[{"role":"user","content":"Hello"}],
         "tools":[{"type":"function","function":{"name":"get_customer",
           "description":"Returns the record of one customer by the number of the customer"}}]}""");
    Eventually.holds(() -> Desk.GATEWAY.get("/v1/account/tools/health").body().contains("Returns the record"));
    page.reload();
    assertThat(tool).containsText("Returns the record of one customer");
    keep.click();
    assertThat(keep).hasAttribute("aria-checked", "false");
    assertThat(tool).not().containsText("Returns the record of one customer");
  }

  @Test
  void toolsAreShownWithWhatWouldHelp() throws Exception {
    String markup = "<img src=x onerror=alert(1)>";
    Desk.PROVIDER.script((request, socket) -> socket.json(200, """
        {"id":"1","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}]}"""));
    Desk.GATEWAY.post("/v1/chat/completions", """
        {"model":"openai/gpt-5.5","provider_credentials":{"api_key":"sk-canary-of-tools"},"messages":[{"role":"user","content":"Hello"}],
         "tools":[{"type":"function","function":{"name":"%s"}},{"type":"function","function":{"name":"get_customer",
           "description":"Returns the record of one customer by the number of the customer"}}]}""".formatted(markup));
    Eventually.holds(() -> Desk.GATEWAY.get("/v1/account/tools/health").body().contains("missing_description"));
    SQL.update("insert into account (id, name, active, created_at) values ('acc_tools', 'other', true, ?)",
        OffsetDateTime.now(ZoneOffset.UTC));
    SQL.update("insert into tool_health (account_id, name, last_seen_at) values ('acc_tools', 'their_tool', ?)",
        OffsetDateTime.now(ZoneOffset.UTC));
    try (Desk desk = Desk.signedIn()) {
      Page page = desk.page;
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Tools")).focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("h1")).hasText("Tools");
      assertThat(page.locator("nav [aria-current]")).hasText("Tools");
      Locator poor = page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(markup));
      assertThat(poor).containsText("50 of 100");
      assertThat(poor).containsText("The tool has no description.");
      Locator good = page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("get_customer"));
      assertThat(good).containsText("100 of 100");
      assertThat(page.locator("main")).not().containsText("their_tool");
      desk.inspect("tools");
      keepTexts(page, good);
    }
  }
}
