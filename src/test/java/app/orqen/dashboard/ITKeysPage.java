package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys are made, shown once, changed and revoked by hand. */
class ITKeysPage {

  private static HttpResponse<String> models(String key) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(Desk.GATEWAY.url() + "/v1/models"))
        .header("Authorization", "Bearer " + key).GET());
  }

  private static int status(String key) {
    return models(key).statusCode();
  }

  private static Optional<String> limit(String key) {
    return models(key).headers().firstValue("x-ratelimit-limit-requests");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Makes a key by hand and returns it. */
  private static String create(Desk desk, String name) {
    Page page = desk.page;
    desk.open("/ui/keys");
    link(page, "Create key").click();
    page.getByLabel("Name").fill(name);
    button(page, "Create key").click();
    return page.locator("#dialog pre").first().textContent().strip();
  }

  @Test
  void aKeyIsShownOnceAndWorks() {
    try (Desk desk = Desk.signedIn()) {
      String key = create(desk, "by-hand");
      assertThat(key).matches("sk-orq-[0-9a-f]{64}");
      assertThat(status(key)).isEqualTo(200);
      desk.inspect("key-made");
      desk.page.locator("#dialog").getByText("Done").click();
      assertThat(desk.page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("by-hand"))).isVisible();
      assertThat(desk.page.content()).doesNotContain(key);
      desk.inspect("keys");
    }
  }

  @Test
  void theCopyButtonCopiesTheKey() {
    try (Desk desk = Desk.signedIn()) {
      desk.context().grantPermissions(java.util.List.of("clipboard-read", "clipboard-write"));
      String key = create(desk, "copied");
      button(desk.page, "Copy the key").click();
      assertThat(desk.page.locator("#said")).hasText("Copied");
      assertThat(desk.page.evaluate("navigator.clipboard.readText()")).isEqualTo(key);
    }
  }

  /** So it is over plain http from another machine. */
  @Test
  void whereTheBrowserHasNoClipboardTheCopyButtonSaysSo() {
    try (Desk desk = Desk.signedIn()) {
      desk.page.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
      create(desk, "not-copied");
      button(desk.page, "Copy the key").click();
      assertThat(desk.page.locator("#said")).containsText("does not allow copying here");
    }
  }

  @Test
  void badInputNamesTheFieldAndKeepsTheRest() {
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/keys");
      link(page, "Create key").click();
      page.getByLabel("Requests a minute").fill("many");
      page.getByLabel("Expires").fill("2020-01-01");
      page.getByLabel("Budget, USD").fill("a lot");
      page.getByText("Models, networks and tags").click();
      page.getByLabel("Allowed models").fill("openai/*\ngpt*-4");
      page.getByText("Tools", new Page.GetByTextOptions().setExact(true)).last().click();
      page.getByLabel("Tools to forward").fill("129");
      button(page, "Create key").click();
      assertThat(page.locator("#name-hint")).containsText("Must be 1 to 100 characters");
      assertThat(page.locator("#rate_limit_rpm-hint")).containsText("whole number from 1 to 1000000");
      assertThat(page.locator("#max_budget_usd-hint")).containsText("Must be US dollars above 0");
      assertThat(page.locator("#expires_at-hint")).containsText("in the future");
      assertThat(page.locator("#k_target_override-hint")).containsText("from 1 to 128");
      assertThat(page.locator("#allowed_models-hint")).containsText("only at a name's end; entry 2 doesn't fit");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("6 fields need another value");
      assertThat(page.getByLabel("Requests a minute")).hasValue("many");
      assertThat(page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true))).isFocused();
      desk.inspect("key-new");
    }
  }

  @Test
  void aScriptInANameIsText() {
    try (Desk desk = Desk.signedIn()) {
      String name = "<script>document.title='broken'</script><img src=x onerror=alert(1)>";
      create(desk, name);
      desk.open("/ui/keys");
      assertThat(desk.page.getByText(name).first()).isVisible();
      assertThat(desk.page.locator("main script, main img")).hasCount(0);
      assertThat(desk.page.title()).isEqualTo("API Keys · Orqen");
      link(desk.page, "Revoke " + name).click();
      assertThat(desk.page.locator("#dialog h2")).hasText("Revoke " + name + "?");
    }
  }

  @Test
  void aKeyIsChanged() {
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      String key = create(desk, "to-change");
      desk.open("/ui/keys");
      link(page, "Edit to-change").click();
      page.getByLabel("Requests a minute").fill("7");
      page.getByLabel("Expires").fill(LocalDate.now(ZoneOffset.UTC).plusYears(2).toString());
      page.getByText("Tool lists").click();
      page.getByLabel("Denied tools").fill("delete_*x");
      button(page, "Save").click();
      assertThat(page.locator("#denied_tools-hint")).containsText("'*' only at a name's end; entry 1");
      assertThat(limit(key)).as("nothing of a refused form is stored").contains("60");
      page.getByLabel("Denied tools").fill("delete_*\nsend_mail");
      page.getByText("Tools", new Page.GetByTextOptions().setExact(true)).last().click();
      page.getByLabel("Shadow mode").check();
      page.locator("[name=runaway]").selectOption("stop");
      page.getByLabel("After so many repeats").fill("7");
      page.getByText("Token budgets, sessions").click();
      page.getByLabel("Tokens a day").fill("12000000000");
      page.getByLabel("Budget, USD").fill("$2.50");
      desk.inspect("key-edit");
      button(page, "Save").click();
      assertThat(page.locator(".done")).hasText("The key is saved. The next request with it goes by the new settings.");
      Locator row = page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("to-change"));
      assertThat(row.locator("td[data-label=Expires]")).containsText("in 2 years");
      assertThat(row.locator("td[data-label='Requests a minute']")).hasText("7");
      assertThat(row.locator("td[data-label=Tools]")).containsText("shadow mode");
      assertThat(row.locator("td[data-label=Spent]")).containsText("$0.00 of $2.50");
      assertThat(row.locator(".bar")).isVisible();
      assertThat(limit(key)).contains("7");
      link(page, "Edit to-change").click();
      assertThat(page.getByLabel("Denied tools")).hasValue("delete_*\nsend_mail");
      assertThat(page.getByLabel("Tokens a day")).hasValue("12000000000");
      assertThat(page.locator("[name=runaway]")).hasValue("stop");
      assertThat(page.getByLabel("After so many repeats")).hasValue("7");
      page.getByLabel("Active").uncheck();
      button(page, "Save").click();
      assertThat(row.locator("td[data-label=State] .badge")).hasText("off");
      assertThat(status(key)).isEqualTo(401);
    }
  }

  @Test
  void revokingAsksFirst() {
    try (Desk desk = Desk.signedIn()) {
      Page page = desk.page;
      String key = create(desk, "to-revoke");
      desk.open("/ui/keys");
      link(page, "Revoke to-revoke").click();
      assertThat(page.locator("#dialog h2")).hasText("Revoke to-revoke?");
      assertThat(link(page, "Keep it")).isFocused();
      desk.inspect("key-revoke");
      page.locator("#dialog").getByText("Keep it").click();
      assertThat(page.locator("#dialog")).isHidden();
      assertThat(status(key)).isEqualTo(200);
      link(page, "Revoke to-revoke").click();
      button(page, "Revoke key").click();
      assertThat(page.locator(".done")).containsText("The key is revoked.");
      assertThat(page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("to-revoke"))).hasCount(0);
      assertThat(status(key)).isEqualTo(401);
    }
  }

  @Test
  void everythingGoesByKeyboard() {
    try (Desk desk = Desk.signedIn()) {
      Page page = desk.page;
      desk.open("/ui/keys");
      page.keyboard().press("Tab");
      assertThat(page.locator(".skip")).isFocused();
      link(page, "Create key").focus();
      page.keyboard().press("Enter");
      assertThat(page.getByLabel("Name")).isFocused();
      page.keyboard().type("typed");
      page.keyboard().press("Enter");
      assertThat(page.locator("#dialog h2")).hasText("Key created");
      page.keyboard().press("Escape");
      page.keyboard().press("Escape");
      assertThat(page.locator("#said")).containsText("Copy the key first");
      assertThat(page.locator("#dialog h2")).hasText("Key created");
      assertThat(link(page, "Done")).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("typed"))).isVisible();
    }
  }

  @Test
  void anotherAccountsKeysAreNotFound() {
    String admin = Gateway.send(HttpRequest.newBuilder(URI.create(Desk.GATEWAY.url() + "/v1/admin/accounts"))
        .header("Authorization", "Bearer " + Gateway.ADMIN_TOKEN).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"other\"}"))).body();
    String other = admin.replaceAll("(?s).*\"key\":\"([^\"]+)\".*", "$1");
    String id = Desk.GATEWAY.get("/v1/account/keys").body().replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
    try (Desk desk = Desk.signedIn(other).expecting(404)) {
      desk.open("/ui/keys");
      assertThat(desk.page.locator("tbody tr")).hasCount(1);
      desk.open("/ui/keys/" + id);
      assertThat(desk.page.locator("h1")).hasText("Page not found");
    }
  }
}
