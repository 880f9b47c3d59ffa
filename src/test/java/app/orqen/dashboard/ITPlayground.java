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

  /** The text of the newest answer. */
  private static Locator answer(Page page) {
    return page.locator(".turn.theirs .text").last();
  }

  @Test
  void aConversationHasTurnsAndIsCodeToPaste() {
    Desk.PROVIDER.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    try (Desk desk = Desk.signedIn()) {
      Page page = desk.page;
      desk.open("/ui/playground?model=openai/gpt-4o");
      page.getByText("Parameters and tools").click();
      page.getByLabel("Stream the answer").uncheck();
      page.getByLabel("Message").fill("It's the first");
      button(page, "Send").click();
      assertThat(page.locator("#state")).containsText("Done");
      page.getByLabel("Message").fill("the second");
      page.getByText("Copy as code").click();
      assertThat(page.locator("#snippet")).containsText("It'\\''s the first");
      page.getByLabel("Python").check();
      assertThat(page.locator("#snippet")).containsText("client.chat.completions.create(\n    model=\"openai/gpt-4o\",");
      page.getByLabel("TypeScript").check();
      assertThat(page.locator("#snippet")).containsText("new OpenAI({ baseURL: \"" + Desk.GATEWAY.url() + "/v1\"");
      button(page, "Send").click();
      assertThat(page.locator(".turn.theirs")).hasCount(2);
      assertThat(page.locator("#state")).containsText("Done");
      assertThat(Desk.PROVIDER.last().text()).contains("It's the first").contains("\"role\":\"assistant\"").contains("the second");
      button(page, "New conversation").click();
      assertThat(page.locator(".turn")).hasCount(0);
    }
  }

  @Test
  void aToolsResultIsPartOfTheConversation() {
    Desk.PROVIDER.script((request, wire) -> wire.json(200, request.text().contains("\"tool_call_id\":\"call_1\"")
        ? OpenAi.COMPLETION
        : """
            {"id":"c","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",
            "content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_time","arguments":"{}"}}]}}],
            "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""));
    try (Desk desk = Desk.signedIn()) {
      Page page = desk.page;
      desk.open("/ui/playground?model=openai/gpt-4o");
      page.getByText("Parameters and tools").click();
      page.getByLabel("Stream the answer").uncheck();
      page.getByLabel("Tools", new Page.GetByLabelOptions().setExact(true))
          .fill("[{\"type\":\"function\",\"function\":{\"name\":\"get_time\",\"description\":\"Tells the time.\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]");
      button(page, "Send").click();
      page.getByLabel("Result of get_time").fill("noon");
      button(page, "Send").click();
      assertThat(page.locator(".turn")).hasCount(4);
      assertThat(page.locator("#state")).containsText("Done: status 200");
      assertThat(Desk.PROVIDER.last().text()).contains("\"content\":\"noon\"");
    }
  }

  @Test
  void theEchoAnswers() throws Exception {
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/playground");
      desk.page.getByLabel("Message").fill("<b>Hi</b> & bye");
      button(desk.page, "Send").click();
      assertThat(answer(desk.page)).hasText("<b>Hi</b> & bye");
      assertThat(desk.page.locator("#state")).containsText("Done: status 200");
      assertThat((Boolean) desk.page.locator(".theirs .headers").evaluate("details => details.open")).isFalse();
      desk.page.locator(".theirs .headers summary").click();
      assertThat(desk.page.locator(".theirs .headers")).containsText("x-ratelimit-remaining-requests");
      assertThat(desk.page.locator(".theirs .headers")).containsText("x-orqen-overhead-ms");
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
      desk.page.getByText("Parameters and tools").click();
      desk.page.getByLabel("System prompt").fill("Be brief");
      desk.page.getByLabel("Temperature").fill("0.25");
      desk.page.getByLabel("Longest answer").fill("50");
      button(desk.page, "Send").click();
      assertThat(desk.page.locator(".turn.theirs .text").last()).hasText("first");
      seen.countDown();
      assertThat(desk.page.locator(".turn.theirs .text").last()).hasText("first second");
      assertThat(Desk.PROVIDER.last().header("authorization")).isEqualTo("Bearer sk-of-the-playground");
      assertThat(Desk.PROVIDER.last().header("cookie")).isNull();
      assertThat(Desk.PROVIDER.last().header("x-csrf-token")).isNull();
      assertThat(Desk.PROVIDER.last().text()).contains("\"role\":\"system\"").contains("\"max_tokens\":50").contains("\"temperature\":0.25");
      assertThat(desk.page.locator(".turn.theirs .figures")).containsText("tokens in");
      assertThat(desk.page.locator(".turn.theirs .figures")).containsText("$");
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
      assertThat(desk.page.locator(".turn.theirs .text").last()).hasText("endless");
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
      desk.page.getByLabel("Run as key").selectOption(
          new SelectOption().setLabel("narrow · 1 a minute · tools by fit"));
      button(desk.page, "Send").click();
      assertThat(desk.page.locator("#state")).containsText("Done");
      desk.page.getByLabel("Message").fill("Again");
      button(desk.page, "Send").click();
      assertThat(desk.page.locator(".turn.theirs").last().getByRole(AriaRole.ALERT)).containsText("limit of 1 requests a minute");
      assertThat(desk.page.locator(".theirs .headers").last()).containsText("retry-after");
      assertThat(desk.page.getByLabel("Message")).hasValue("Again");
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
      assertThat(page.locator(".turn.theirs .alert")).containsText("is not known");
      page.getByText("Parameters and tools").click();
      page.getByLabel("Tools", new Page.GetByLabelOptions().setExact(true)).fill("[{]");
      button(page, "Send").click();
      assertThat(page.locator("#ask-error")).containsText("The tools aren't valid JSON");
      page.getByLabel("Tools", new Page.GetByLabelOptions().setExact(true)).fill("");
      page.getByLabel("Longest answer").fill("long");
      button(page, "Send").click();
      assertThat(page.locator("#ask-error")).containsText("whole number of tokens");
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
