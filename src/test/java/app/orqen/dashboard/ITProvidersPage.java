package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Credentials are stored, tested, replaced and removed by hand. */
class ITProvidersPage {

  private static final String SECRET = "sk-canary-provider-secret-4242";

  @BeforeEach
  void nothingStored() {
    for (String provider : List.of("openai", "groq", "bedrock")) {
      Gateway.send(Desk.GATEWAY.request("/v1/account/providers/" + provider).DELETE());
      Gateway.send(Desk.GATEWAY.request("/v1/account/providers/" + provider + "?name=backup").DELETE());
    }
    Desk.PROVIDER.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator row(Page page, String title) {
    return page.locator("tbody tr").filter(new Locator.FilterOptions().setHas(page.getByText(title,
        new Page.GetByTextOptions().setExact(true))));
  }

  private static void store(String secret) {
    Desk.GATEWAY.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"" + secret + "\"}");
  }

  @Test
  void aProviderIsConnectedTestedAndRemoved() {
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/providers");
      desk.inspect("providers");
      page.getByLabel("Find a provider").fill("openai");
      assertThat(link(page, "Groq groq/…")).isHidden();
      link(page, "OpenAI openai/…").click();
      button(page, "Connect").click();
      assertThat(page.locator("#api_key-hint")).containsText("is missing");
      page.getByLabel("API key").fill("with a\ttab");
      button(page, "Connect").click();
      assertThat(page.locator("#api_key-hint")).hasClass("wrong");
      assertThat(page.getByLabel("API key")).hasValue("");
      desk.inspect("provider-connect");
      page.getByLabel("API key").fill(SECRET);
      button(page, "Connect").click();
      button(page, "Test connection").click();
      assertThat(page.locator("#dialog .alert")).containsText("OpenAI answered in");
      desk.inspect("provider-test");
      assertThat(Desk.PROVIDER.last().header("authorization")).isEqualTo("Bearer " + SECRET);
      assertThat(Desk.PROVIDER.last().text()).contains("\"max_").contains(":16");
      page.locator("#dialog").getByText("Done").click();
      assertThat(row(page, "OpenAI").locator(".badge")).hasText("works");
      assertThat(row(page, "OpenAI").locator("td[data-label=State] time")).hasAttribute("datetime", Pattern.compile("20.*Z"));
      assertThat(row(page, "OpenAI")).containsText("sk-…4242");
      assertThat(page.content()).doesNotContain(SECRET);
      link(page, "Remove the credential of OpenAI").click();
      button(page, "Remove credential").click();
      assertThat(row(page, "OpenAI")).hasCount(0);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "401|refused the credential|Replace it under Providers|Incorrect key",
      "404|has no model|The credential was accepted|Incorrect key",
      "429|limits this credential|The credential was accepted|Incorrect key",
      "500|failed with status 500|Repeat the request|Incorrect key"})
  void aFailedTestSaysWhatIsWrong(int status, String verdict, String advice, String quote) {
    store(SECRET);
    Desk.PROVIDER.script((request, wire) -> wire.json(status,
        "{\"error\":{\"message\":\"Incorrect key " + SECRET + "\",\"type\":\"x\",\"param\":null,\"code\":\"x\"}}"));
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/providers/openai/test");
      button(desk.page, "Test connection").click();
      assertThat(desk.page.locator(".alert")).containsText(verdict);
      assertThat(desk.page.locator(".alert")).containsText(advice);
      assertThat(desk.page.locator(".alert code")).containsText(quote);
      assertThat(desk.page.content()).doesNotContain(SECRET);
    }
  }

  @Test
  void anUnreachableProviderAndAMissingModelAreTold() {
    Desk.GATEWAY.put("/v1/account/providers", "{\"provider\":\"groq\",\"api_key\":\"gsk_1234567890\"}");
    try (Desk desk = Desk.signedIn().expecting(422)) {
      desk.open("/ui/providers/groq/test");
      desk.page.getByLabel("Model").fill("");
      button(desk.page, "Test connection").click();
      assertThat(desk.page.locator("#model-hint")).containsText("Name a model of Groq");
      desk.page.getByLabel("Model").fill("llama-3.3-70b-versatile");
      button(desk.page, "Test connection").click();
      assertThat(desk.page.locator(".alert")).containsText("can't be reached");
    }
  }

  @Test
  void bedrockHasFieldsOfItsOwn() {
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/providers/bedrock");
      page.getByLabel("AWS region").fill("us east-1");
      page.getByLabel("Access key id").fill("AKIACANARYCANARY7777\u00a0x");
      button(page, "Connect").click();
      assertThat(page.locator("#aws_region_name-hint")).containsText("visible ASCII characters; character 3 is a space.");
      assertThat(page.locator("#aws_access_key_id-hint")).containsText("; character 21 is a no-break space (U+00A0).");
      assertThat(page.locator("#aws_secret_access_key-hint")).containsText("Secret access key is missing; given:");
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("3 fields need another value");
      page.getByLabel("AWS region").fill("us-east-1");
      page.getByLabel("Access key id").fill("AKIACANARYCANARY7777");
      button(page, "Connect").click();
      assertThat(page.locator("#aws_secret_access_key-hint")).containsText("Secret access key is missing; given:");
      assertThat(page.getByLabel("AWS region")).hasValue("us-east-1");
      desk.inspect("provider-bedrock");
      page.getByLabel("Secret access key").fill("secret-secret-secret");
      button(page, "Connect").click();
      assertThat(page.locator("h2").first()).containsText("Test the connection to Amazon Bedrock");
      assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("The credential is stored, encrypted.");
      desk.open("/ui/providers");
      assertThat(row(page, "Amazon Bedrock")).containsText("…7777");
    }
  }

  @Test
  void whatCanNotBeDecryptedIsSaid() {
    store(SECRET);
    Desk.GATEWAY.bean(JdbcTemplate.class).update("update provider_credential set token = 'gAAAAAnonsense'");
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/providers");
      assertThat(row(desk.page, "OpenAI").locator(".badge")).hasText("can't be decrypted");
      link(desk.page, "Replace the credential of OpenAI").click();
      desk.page.getByLabel("API key").fill(SECRET);
      button(desk.page, "Replace").click();
      assertThat(desk.page.locator("#dialog h2")).containsText("Test the connection to OpenAI");
      desk.open("/ui/providers");
      assertThat(row(desk.page, "OpenAI").locator(".badge")).hasText("not tested");
    }
  }

  /** Several credentials of one provider are added, told apart, tested each by itself, and removed one by one. */
  @Test
  void aSecondCredentialIsAddedTestedAndRemoved() {
    store(SECRET);
    Desk.PROVIDER.script((request, wire) -> {
      if (request.header("authorization").endsWith(SECRET)) {
        wire.json(200, OpenAi.COMPLETION);
      } else {
        wire.json(401, "{\"error\":{\"message\":\"Incorrect key\",\"type\":\"x\",\"param\":null,\"code\":\"x\"}}");
      }
    });
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/providers");
      assertThat(row(page, "OpenAI").locator(".badge")).hasText("not tested");
      link(page, "Add another credential beside OpenAI").click();
      page.getByLabel("API key").fill("sk-canary-second-secret-7777");
      page.getByLabel("Name").fill("Not a name");
      button(page, "Add").click();
      assertThat(page.locator("#name-hint")).hasText("Must be 1 to 40 of the characters a-z, 0-9 and '-'.");
      desk.inspect("provider-add");
      page.getByLabel("Name").fill("default");
      page.getByLabel("API key").fill("sk-canary-second-secret-7777");
      button(page, "Add").click();
      assertThat(page.locator("#name-hint")).containsText("is stored already");
      page.getByLabel("Name").fill("backup");
      page.getByLabel("Weight").fill("3");
      page.getByLabel("API key").fill("sk-canary-second-secret-7777");
      button(page, "Add").click();
      assertThat(page.locator("#dialog h2")).hasText("Test the connection to OpenAI (backup)");
      button(page, "Test connection").click();
      assertThat(page.locator("#dialog .alert")).containsText("refused the credential");
      page.locator("#dialog").getByText("Done").click();
      Locator backup = row(page, "backup, weight 3");
      assertThat(backup.locator(".badge")).hasText("refused");
      assertThat(backup).containsText("sk-…7777");
      assertThat(row(page, "default, weight 1").locator(".badge")).hasText("not tested");
      link(page, "Test connection to OpenAI (default)").click();
      button(page, "Test connection").click();
      assertThat(page.locator("#dialog .alert")).containsText("OpenAI answered in");
      page.locator("#dialog").getByText("Done").click();
      assertThat(row(page, "default, weight 1").locator(".badge")).hasText("works");
      desk.inspect("providers-several");
      link(page, "Replace the credential of OpenAI (backup)").click();
      assertThat(page.getByLabel("Weight")).hasValue("3");
      page.getByLabel("API key").fill("sk-canary-second-secret-8888");
      page.getByLabel("Weight").fill("2");
      button(page, "Replace").click();
      page.locator("#dialog").getByText("Not now").click();
      assertThat(row(page, "backup, weight 2").locator(".badge")).hasText("not tested");
      link(page, "Remove the credential of OpenAI (default)").click();
      assertThat(page.locator("#dialog")).containsText("agents use the other credentials of this provider");
      button(page, "Remove credential").click();
      assertThat(row(page, "OpenAI")).hasCount(1);
      assertThat(row(page, "backup, weight 2")).containsText("sk-…8888");
    }
  }

  @Test
  void anOpenBreakerIsSaid() {
    store("sk-of-a-failing-endpoint");
    Desk.PROVIDER.script((request, wire) -> wire.json(500, "{\"error\":{\"message\":\"down\"}}"));
    for (int i = 0; i < 25; i++) {
      Desk.GATEWAY.post("/v1/chat/completions",
          "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    }
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/providers");
      assertThat(row(desk.page, "OpenAI").locator(".badge")).hasText("paused after failures");
      link(desk.page, "Test connection to OpenAI").click();
      button(desk.page, "Test connection").click();
      assertThat(desk.page.locator("#dialog .alert")).containsText("is temporarily unavailable");
    }
  }

  /** Of several ways to prove oneself one is required, and only what is secret is hidden. */
  @Test
  void aChoiceOfCredentialsIsToldAsOne() {
    try (Desk desk = Desk.signedIn().expecting(422)) {
      Page page = desk.page;
      desk.open("/ui/providers/azure");
      assertThat(page.locator("#api_key-hint")).hasText("One is required: API key or Microsoft Entra token.");
      assertThat(page.locator("#azure_ad_token-hint")).hasText("One is required: API key or Microsoft Entra token.");
      desk.open("/ui/providers/vertex_ai");
      assertThat(page.getByLabel("Google Cloud project")).hasAttribute("type", "text");
      page.getByLabel("Google Cloud project").fill("acme-1");
      page.getByLabel("Google Cloud location").fill("us-central1");
      button(page, "Connect").click();
      assertThat(page.locator("#api_key-hint")).containsText("needs one of: API key, Service account key file.");
      assertThat(page.getByLabel("Google Cloud project")).hasValue("acme-1");
      desk.inspect("provider-choice");
      page.getByLabel("Service account key file").fill("e30=");
      page.getByLabel("API key").fill("ya29.token");
      button(page, "Connect").click();
      assertThat(page.locator("#vertex_credentials-hint"))
          .hasText("Give only one of these: API key, Service account key file.");
      desk.open("/ui/providers/bedrock");
      page.getByLabel("AWS region").fill("us-east-1");
      button(page, "Connect").click();
      assertThat(page.locator("#aws_access_key_id-hint")).hasText(
          "Amazon Bedrock needs one of: Access key id and Secret access key, Bedrock API key.");
    }
  }
}
