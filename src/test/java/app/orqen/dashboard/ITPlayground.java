package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.OpenAi;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model is asked by hand, through the chain that agents go through. */
class ITPlayground {

  @BeforeEach
  void connected() {
    Desk.GATEWAY.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-of-the-playground\"}");
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  @Test
  void theEchoAnswers() throws Exception {
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/playground");
      desk.page.getByLabel("Message").fill("<b>Hi</b> & bye");
      button(desk.page, "Send").click();
      assertThat(desk.page.locator("#answer")).hasText("<b>Hi</b> & bye");
      assertThat(desk.page.locator("#state")).containsText("Done: status 200");
      assertThat(desk.page.locator("#headers")).containsText("x-ratelimit-remaining-requests");
      assertThat(desk.page.locator("#headers")).containsText("x-orqen-overhead-ms");
      desk.inspect("playground");
      Locator metadata = desk.page.getByText("This request's metadata");
      // They are written a moment after the answer.
      String row = metadata.getAttribute("href").replace("/ui/", "/v1/account/");
      assertThat(Eventually.ask(() -> Desk.GATEWAY.get(row).statusCode(), status -> status == 200)).isEqualTo(200);
      metadata.click();
      assertThat(desk.page.locator("main")).containsText("bootstrap-key");
    }
  }

  @Test
  void aStreamIsSeenAsItComes() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    Desk.PROVIDER.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("first "));
      seen.await(60, TimeUnit.SECONDS);
      wire.chunk(OpenAi.chunk("second"));
      wire.chunk(OpenAi.finish() + OpenAi.usage() + OpenAi.DONE);
      wire.end();
    });
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/playground");
      desk.page.getByLabel("Model").fill("openai/gpt-4o");
      desk.page.getByText("System prompt, length and tools").click();
      desk.page.getByLabel("System prompt").fill("Be brief");
      desk.page.getByLabel("Longest answer").fill("50");
      button(desk.page, "Send").click();
      assertThat(desk.page.locator("#answer")).hasText("first");
      seen.countDown();
      assertThat(desk.page.locator("#answer")).hasText("first second");
      assertThat(Desk.PROVIDER.last().header("authorization")).isEqualTo("Bearer sk-of-the-playground");
      assertThat(Desk.PROVIDER.last().header("cookie")).isNull();
      assertThat(Desk.PROVIDER.last().header("x-csrf-token")).isNull();
      assertThat(Desk.PROVIDER.last().text()).contains("\"role\":\"system\"").contains("\"max_tokens\":50");
    }
  }

  @Test
  void stoppingCancelsTheCall() throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    Desk.PROVIDER.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("endless"));
      wire.awaitClose();
      cancelled.countDown();
    });
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/playground");
      desk.page.getByLabel("Model").fill("openai/gpt-4o");
      button(desk.page, "Send").click();
      assertThat(desk.page.locator("#answer")).hasText("endless");
      button(desk.page, "Stop").click();
      assertThat(desk.page.locator("#state")).hasText("Stopped.");
      assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void anotherKeysSettingsHold() {
    Desk.GATEWAY.post("/v1/account/keys", "{\"name\":\"narrow\",\"rate_limit_rpm\":1}");
    try (Desk desk = Desk.signedIn().expecting(429)) {
      desk.open("/ui/playground");
      desk.page.getByLabel("Key to use the settings of").selectOption(
          new SelectOption().setLabel("narrow · 1 a minute · tools by fit"));
      button(desk.page, "Send").click();
      assertThat(desk.page.locator("#state")).containsText("Done");
      button(desk.page, "Send").click();
      assertThat(desk.page.getByRole(AriaRole.ALERT)).containsText("limit of 1 requests a minute");
      assertThat(desk.page.locator("#headers")).containsText("retry-after");
    }
  }

  @Test
  void badInputIsSaid() {
    try (Desk desk = Desk.signedIn().expecting(404)) {
      Page page = desk.page;
      desk.open("/ui/playground");
      page.getByLabel("Model").fill("");
      button(page, "Send").click();
      assertThat(page.getByRole(AriaRole.ALERT)).hasText("Name a model.");
      page.getByLabel("Model").fill("nobody-knows-this");
      button(page, "Send").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("is not known");
      page.getByText("System prompt, length and tools").click();
      page.getByLabel("Tools", new Page.GetByLabelOptions().setExact(true)).fill("[{]");
      button(page, "Send").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("The tools aren't valid JSON");
      page.getByLabel("Tools", new Page.GetByLabelOptions().setExact(true)).fill("");
      page.getByLabel("Longest answer").fill("long");
      button(page, "Send").click();
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("whole number of tokens");
      desk.inspect("playground-refused");
    }
  }

  @Test
  void aBrokenStreamIsNotAnAnswer() {
    Desk.PROVIDER.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("half"));
      wire.cut();
    });
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/playground");
      desk.page.getByLabel("Model").fill("openai/gpt-4o");
      button(desk.page, "Send").click();
      assertThat(desk.page.locator("#state")).containsText("Failed");
      assertThat(desk.page.getByRole(AriaRole.ALERT)).isVisible();
    }
  }
}
