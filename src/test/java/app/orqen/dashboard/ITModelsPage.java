package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** The page of models shows what they cost, and whether the account can call them. */
class ITModelsPage {

  @Test
  void modelsHavePricesAndAState() throws Exception {
    String key = new ObjectMapper().readTree(Desk.GATEWAY.send("POST", "/v1/admin/accounts", Gateway.ADMIN_TOKEN, "{\"name\":\"models\"}")
        .body()).get("key").asText();
    try (Desk desk = Desk.signedIn(key)) {
      Page page = desk.page;
      desk.open("/ui/models");
      assertThat(page.locator(".empty")).containsText("Connect a provider");
      page.getByLabel("Also of providers that aren't connected").check();
      page.locator("select[name=provider]").selectOption("openai");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Filter")).click();
      Locator model = page.locator("tbody tr[data-name='openai/gpt-4o']");
      assertThat(model.locator("td[data-label=Input]")).hasText("$2.50");
      assertThat(model.locator("td[data-label=State]")).hasText("not connected");
      page.getByLabel("Name").fill("gpt-4o-mini");
      assertThat(model).isHidden();
      desk.inspect("models");
    }
  }
}
