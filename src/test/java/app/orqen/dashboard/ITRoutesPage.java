package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page tells which route files are loaded, and why one was refused. */
class ITRoutesPage {

  @Test
  void allFilesAreThere() {
    try (Desk desk = Desk.signedIn()) {
      desk.open("/ui/routes");
      assertThat(desk.page.locator(".alert.ok")).containsText("All route files are loaded");
      assertThat(desk.page.locator("tbody tr").filter(new com.microsoft.playwright.Locator.FilterOptions()
          .setHasText("provider-openai.camel.yaml"))).containsText("serving");
      assertThat(desk.page.locator("tbody tr").filter(new com.microsoft.playwright.Locator.FilterOptions()
          .setHasText("10-chat.camel.yaml"))).containsText("chat-completions");
      assertThat(desk.page.locator(".badge.bad")).hasCount(0);
      desk.inspect("routes");
      desk.open("/ui/routes/provider-openai.camel.yaml");
      assertThat(desk.page.locator(".source li.bad")).hasCount(0);
      desk.inspect("route");
    }
  }

  @Test
  void aRefusedFileIsNamedWithItsReason(@TempDir Path folder) throws Exception {
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    try (Gateway gateway = Gateway.start("orqen.routes-dir=" + folder, "orqen.routes-reload=true",
        "orqen.tools.embeddings=false")) {
      Files.writeString(folder.resolve("provider-groq.camel.yaml"), Files.readString(folder.resolve("provider-groq.camel.yaml"))
          .replace("openai-compatible", "no-such-template"));
      String page = Eventually.ask(() -> page(gateway, "/ui/routes"), told -> told.contains("is refused"));
      assertThat(page).contains("The changed routes folder is refused.", "/ui/routes/provider-groq.camel.yaml#line-2",
          "There is no template &#39;no-such-template&#39;.", "<span class=\"badge bad\">refused</span>");
      String source = page(gateway, "/ui/routes/provider-groq.camel.yaml");
      assertThat(source).containsPattern("id=\"line-2\" class=\"bad\"[^§]*There is no template &#39;no-such-template&#39;");
      assertThat(page(gateway, "/ui/routes/provider-groq.camel.yaml?loaded")).contains("openai-compatible")
          .doesNotContain("no-such-template");
      assertThat(page(gateway, "/ui/routes?q=MISTRAL")).contains("provider-mistral.camel.yaml")
          .doesNotContain("provider-openai.camel.yaml").contains("/ui/requests?provider=mistral", "just now");
      String endpoints = page(gateway, "/ui/routes?q=endpoint");
      assertThat(endpoints).contains("/ui/requests?surface=openai&amp;operation=chat", "/ui/requests?surface=converse,invoke&amp;operation=chat",
          "/ui/requests?surface=anthropic\"").doesNotContain("/ui/requests?provider=");
      gateway.post("/v1/chat/completions", "{\"model\":\"echo/by-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
      assertThat(Eventually.ask(() -> page(gateway, "/ui/requests?surface=openai&operation=chat"),
          told -> told.contains(">by-chat<"))).contains(">by-chat<");
      assertThat(page(gateway, "/ui/requests?surface=anthropic")).doesNotContain(">by-chat<");
      assertThat(page(gateway, "/ui/requests?surface=openai,invoke")).contains(">by-chat<", "openai, invoke");
      assertThat(page(gateway, "/ui/requests?operation=embeddings")).doesNotContain(">by-chat<");
      assertThat(page(gateway, "/ui/routes/application.yaml")).doesNotContain("datasource");
    }
  }

  private static String page(Gateway gateway, String path) throws IOException {
    HttpResponse<String> in = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/ui/sign-in"))
        .header("Sec-Fetch-Site", "same-origin").header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString("key=" + Gateway.KEY)));
    return Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
        .header("Cookie", in.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "")).GET()).body();
  }
}
