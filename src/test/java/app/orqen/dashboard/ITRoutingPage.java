package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page shows what {@code orqen/*} decided, switches models, and keeps what a person prefers. */
class ITRoutingPage {

  @BeforeAll
  static void connect() {
    Desk.GATEWAY.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-of-routing\"}");
  }

  @AfterAll
  static void reset() {
    Desk.GATEWAY.put("/v1/account/routing/preferences", "{}");
    Gateway.send(Desk.GATEWAY.request("/v1/account/providers/openai").DELETE());
  }

  private static Locator row(Page page, String text) {
    return page.locator("tbody tr").filter(new Locator.FilterOptions().setHas(page.getByRole(AriaRole.ROWHEADER,
        new Page.GetByRoleOptions().setName(text).setExact(true))));
  }

  @Test
  void modelsAreSwitchedAndDecisionsExplained() throws Exception {
    Desk.PROVIDER.script((request, socket) -> socket.json(200, """
        {"id":"1","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hi"}}],
         "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"""));
    Desk.GATEWAY.put("/v1/account/routing/preferences", "{\"allowed_providers\":[\"openai\"]}");
    Desk.GATEWAY.post("/v1/chat/completions", "{\"model\":\"orqen/cheap\",\"messages\":[{\"role\":\"user\",\"content\":\"Say tapioca.\"}]}");
    Eventually.holds(() -> Desk.GATEWAY.get("/v1/account/routing/traces?limit=1").body().contains("is the cheapest for this request"));
    try (Desk desk = Desk.signedIn()) {
      Page page = desk.page;
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Routing")).click();
      assertThat(page.locator("h1")).hasText("Routing");
      assertThat(page.locator("main")).containsText("is the cheapest for this request");
      assertThat(page.locator("main")).not().containsText("tapioca");
      desk.inspect("routing");
      Locator on = row(page, "openai/gpt-4.1").getByRole(AriaRole.SWITCH);
      assertThat(on).hasAttribute("aria-checked", "true");
      on.click();
      assertThat(row(page, "openai/gpt-4.1").getByRole(AriaRole.SWITCH)).hasAttribute("aria-checked", "false");
      row(page, "openai/gpt-4.1").getByRole(AriaRole.SWITCH).click();
      assertThat(row(page, "openai/gpt-4.1").getByRole(AriaRole.SWITCH)).hasAttribute("aria-checked", "true");
      page.getByLabel("orqen/auto means").selectOption("fast");
      page.getByLabel("Most for one request, USD").fill("lots");
      desk.expecting(422);
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save")).click();
      assertThat(page.locator("#max_cost_usd-hint")).containsText("US dollars above 0");
      page.getByLabel("Most for one request, USD").fill("0.25");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save")).click();
      assertThat(page.getByLabel("Most for one request, USD")).hasValue("0.25");
      assertThat(page.getByLabel("orqen/auto means")).hasValue("fast");
    }
  }
}
