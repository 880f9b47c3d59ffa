package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The page shows who changed what in the account, and in nobody else's. */
class ITAuditPage {

  private static final JdbcTemplate SQL = Desk.GATEWAY.bean(JdbcTemplate.class);

  private static String send(String method, String path, String body) throws Exception {
    return Gateway.send(HttpRequest.newBuilder(URI.create(Desk.GATEWAY.url() + path))
        .header("Authorization", "Bearer " + Gateway.KEY).header("Content-Type", "application/json")
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))).body();
  }

  private static String made(String name) throws Exception {
    return new ObjectMapper().readTree(send("POST", "/v1/account/keys", "{\"name\":\"" + name + "\"}")).get("id").asText();
  }

  private static Locator row(Page page, String action, String target) {
    return page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(action))
        .filter(new Locator.FilterOptions().setHasText(target));
  }

  @Test
  void changesAreShownWithTheirMakers() throws Exception {
    String id = made("<script>document.title='owned'</script>");
    String gone = made("short-lived");
    send("PATCH", "/v1/account/keys/" + id, "{\"rate_limit_rpm\":77,\"k_target_override\":null}");
    send("PUT", "/v1/account/keys/" + id + "/toollist", "{\"denied_tools\":[\"delete_*\"]}");
    send("DELETE", "/v1/account/keys/" + gone, null);
    send("PUT", "/v1/account/providers", "{\"provider\":\"groq\",\"api_key\":\"gsk-canary-of-the-audit\"}");
    send("DELETE", "/v1/account/providers/groq", null);
    try (Desk desk = Desk.signedIn()) {
      Page page = desk.page;
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Audit")).focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("h1")).hasText("Audit");
      assertThat(page.locator("nav [aria-current]")).hasText("Audit");
      assertThat(row(page, "Key created", id)).containsText("name: <script>document.title='owned'</script>");
      assertThat(page).hasTitle("Audit · Orqen");
      assertThat(row(page, "Key changed", id)).containsText("rate_limit_rpm: 77");
      assertThat(row(page, "Key changed", id)).containsText("k_target_override: none");
      assertThat(row(page, "Key changed", id).locator("td[data-label=By]")).hasText("bootstrap-key");
      assertThat(row(page, "Key tool list changed", id)).containsText("denied_tools: delete_*");
      assertThat(row(page, "Key revoked", gone)).hasCount(1);
      assertThat(row(page, "Provider stored", "groq").first()).containsText("api_key");
      assertThat(row(page, "Provider removed", "groq").first()).containsText("bootstrap-key");
      assertThat(page.content()).doesNotContain("gsk-canary");
      List<String> choices = page.locator("select[name=action] option").all().stream()
          .map(option -> option.getAttribute("value")).toList();
      assertThat(choices).as("what stands in the log can be chosen").containsAll(
          SQL.queryForList("select distinct action from audit_entry where account_id = 'acc_first'", String.class));
      desk.inspect("audit");
    } finally {
      send("DELETE", "/v1/account/keys/" + id, null);
    }
  }

  @Test
  void oneActionIsFilteredAndOlderOnesAreAPageAway() {
    for (int i = 0; i < 55; i++) {
      SQL.update("""
          insert into audit_entry (id, created_at, account_id, actor, action, target, changes)
          values (?, ?, 'acc_first', 'operator', 'account.changed', 'acc_first', ?)""", "aud_page_" + i,
          Timestamp.from(Instant.now().plusSeconds(i)), "{\"name\":\"page-" + i + ".\"}");
    }
    SQL.update("insert into audit_entry (id, created_at, actor, action) values ('aud_other', ?, 'operator', 'account.changed')",
        Timestamp.from(Instant.now().plusSeconds(600)));
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/audit");
      page.getByLabel("Action").focus();
      page.keyboard().type("Account changed");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile("action=account.changed"));
      assertThat(page.getByLabel("Action")).hasValue("account.changed");
      assertThat(page.locator("tbody tr")).hasCount(50);
      assertThat(page.locator("tbody tr").first()).containsText("page-54.");
      page.getByText("Older entries").click();
      assertThat(page.locator("tbody")).containsText("page-0.");
      assertThat(page.locator("tbody tr th").first()).hasText("Account changed");
      assertThat(page.locator("tbody tr")).hasCount(5);
      assertThat(page.locator("tbody tr").first()).containsText("the operator");
      assertThat(page.locator("main")).not().containsText("page-54.");
      page.getByText("Newest entries").click();
      assertThat(page.locator("tbody tr").first()).containsText("page-54.");

      desk.open("/ui/audit?action=no.such");
      assertThat(page.locator(".empty")).hasText("No matching entries.");
      desk.open("/ui/audit?after=nonsense");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("next_cursor");
    }
  }
}
