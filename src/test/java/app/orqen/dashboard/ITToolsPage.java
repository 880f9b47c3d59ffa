package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import app.orqen.it.support.Eventually;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The page shows what became of the account's tools, and nobody else's. */
class ITToolsPage {

  private static final JdbcTemplate SQL = Desk.GATEWAY.bean(JdbcTemplate.class);

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
    }
  }
}
