package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.RouteMistakes;
import app.orqen.it.support.StandIn;
import app.orqen.routes.RouteFiles;
import app.orqen.routes.RoutesFolder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;

/** What people do to the routes folder. */
class ITRoutes {

  private static final String CHAT = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

  @TempDir
  Path routes;

  @BeforeEach
  void copyRoutes() throws IOException {
    RouteMistakes.copyRoutes(routes);
  }

  private static HttpResponse<String> chat(Gateway gateway, String model) {
    return gateway.post("/v1/chat/completions", CHAT.formatted(model));
  }

  /** The check refuses such a folder; should a route lose the step in another way, it still fails closed. */
  @Test
  void aRouteWithoutAuthenticateRefusesEveryCall() throws Exception {
    try (Gateway gateway = Gateway.start("orqen.routes-dir=" + routes)) {
      assertThat(chat(gateway, "echo/x").statusCode()).isEqualTo(200);
      AdviceWith.adviceWith(gateway.bean(CamelContext.class), "chat-completions",
          route -> route.weaveById("chat-authenticate").remove());
      HttpResponse<String> answer = chat(gateway, "echo/x");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("invalid_api_key");
    }
  }

  @Test
  void aBrokenFileStopsTheStart() throws Exception {
    Files.writeString(routes.resolve("provider-acme.camel.yaml"), "- route:\n    id: provider-acme\n    from:\n"
        + "      uri: direct:provider-acme\n      steps:\n        - stepp: {}\n");
    assertThatThrownBy(() -> Gateway.start("orqen.routes-dir=" + routes).close())
        .hasStackTraceContaining("provider-acme.camel.yaml").hasStackTraceContaining("line 6");
  }

  @Test
  void aQuirkThatCannotBeUnderstoodStopsTheStart() throws Exception {
    Files.writeString(routes.resolve("provider-acme.camel.yaml"), Files.readString(routes.resolve("provider-xai.camel.yaml"))
        .replace("xai", "acme") + "      - name: quirks\n        value: shake well before use\n");
    assertThatThrownBy(() -> Gateway.start("orqen.routes-dir=" + routes).close())
        .hasStackTraceContaining("provider-acme").hasStackTraceContaining("shake well before use");
  }

  /** Bedrock's form on a template that signs nothing would go out without a signature, each time. */
  @Test
  void converseWithoutItsSignatureStopsTheStart() throws Exception {
    Files.writeString(routes.resolve("provider-acme.camel.yaml"), Files.readString(routes.resolve("provider-bedrock.camel.yaml"))
        .replace("provider-bedrock", "provider-acme").replace("routeTemplateRef: bedrock", "routeTemplateRef: native")
        .replace("value: bedrock", "value: acme"));
    assertThatThrownBy(() -> Gateway.start("orqen.routes-dir=" + routes).close())
        .hasStackTraceContaining("provider-acme").hasStackTraceContaining("routeTemplateRef: bedrock");
  }

  /** A folder of one's own that took a newer file and not the one it builds on. */
  @Test
  void aCallOfARouteThatIsMissingStopsTheStart() throws Exception {
    Files.delete(routes.resolve("25-call-address.camel.yaml"));
    assertThatThrownBy(() -> Gateway.start("orqen.routes-dir=" + routes).close())
        .hasStackTraceContaining("No route begins with direct:call-address").hasStackTraceContaining("provider-anthropic");
  }

  @Test
  void aCallMayHaveOptionsAndMayGoToNobody() throws Exception {
    Path models = routes.resolve("12-models.camel.yaml");
    Files.writeString(models, Files.readString(models) + "- route:\n    id: calls\n    from:\n      uri: direct:calls\n      steps:\n"
        + "        - to: direct:find-key?timeout=5000\n        - to: direct:nowhere?failIfNoConsumers=false\n");
    try (Gateway gateway = Gateway.start("orqen.routes-dir=" + routes)) {
      assertThat(gateway.bean(CamelContext.class).getRoute("calls")).isNotNull();
      assertThat(chat(gateway, "echo/x").statusCode()).isEqualTo(200);
    }
  }

  /** "Add a provider" of routes/README.md, followed to the letter except for the address. */
  @Test
  void aNewFileAddsAProviderAtTheNextStartAndInDevWithoutOne() throws Exception {
    String readme = Files.readString(Path.of("routes/README.md"));
    int start = readme.indexOf("- templatedRoute:");
    String file = readme.substring(start, readme.indexOf("```", start));
    try (StandIn provider = new StandIn();
        Gateway gateway = Gateway.start("orqen.routes-dir=" + routes, "orqen.routes-reload=true")) {
      assertThat(chat(gateway, "acme/large").statusCode()).isEqualTo(404);
      Files.writeString(routes.resolve("provider-acme.camel.yaml"),
          file.replace("https://api.acme.example/v1", provider.url() + "/v1"));
      Eventually.holds(() -> gateway.put("/v1/account/providers",
          "{\"provider\":\"acme\",\"api_key\":\"the-key-canary-of-acme\"}").statusCode() == 200);
      assertThat(chat(gateway, "acme/large").statusCode()).isEqualTo(200);
      assertThat(provider.last().header("authorization")).isEqualTo("Bearer the-key-canary-of-acme");

      int before = gateway.bean(CamelContext.class).getRoutes().size();
      HealthIndicator health = gateway.context().getBean("routes", HealthIndicator.class);
      Files.writeString(routes.resolve("provider-acme.camel.yaml"), "- templatedRoute:\n    nonsense: true\n");
      Eventually.holds(() -> health.health().getStatus().equals(Status.DOWN));
      assertThat(chat(gateway, "acme/large").statusCode()).as("the last good route").isEqualTo(200);
      assertThat(chat(gateway, "echo/x").statusCode()).isEqualTo(200);
      assertThat(gateway.bean(CamelContext.class).getRoutes()).hasSize(before);
      Files.writeString(routes.resolve("provider-acme.camel.yaml"),
          file.replace("https://api.acme.example/v1", provider.url() + "/v2"));
      Eventually.holds(() -> health.health().getStatus().equals(Status.UP));
      Eventually.holds(() -> chat(gateway, "acme/large").statusCode() == 200
          && provider.last().line().startsWith("POST /v2/"));
    }
  }

  /** Kaoto's way of writing: in dev a changed configuration of errors is taken as well, and again. */
  @Test
  void theConfigurationOfErrorsIsTakenAnew() throws Exception {
    Path errors = routes.resolve("00-errors.camel.yaml");
    try (Gateway gateway = Gateway.start("orqen.routes-dir=" + routes, "orqen.routes-reload=true")) {
      Model model = gateway.bean(CamelContext.class).getCamelContextExtension().getContextPlugin(Model.class);
      HealthIndicator health = gateway.context().getBean("routes", HealthIndicator.class);
      for (String description : List.of("First change", "Second change")) {
        Files.writeString(errors, Files.readString(errors).replaceFirst("description: .*", "description: " + description));
        Eventually.holds(() -> model.getRouteConfigurationDefinitions().stream()
            .anyMatch(configuration -> description.equals(configuration.getDescriptionText())));
        assertThat(model.getRouteConfigurationDefinitions()).hasSize(1);
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
      }
      assertThat(chat(gateway, "nobody/x").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aChangedFileThatCallsARouteThatIsMissingIsNotTaken() throws Exception {
    Path models = routes.resolve("12-models.camel.yaml");
    String text = Files.readString(models);
    try (Gateway gateway = Gateway.start("orqen.routes-dir=" + routes, "orqen.routes-reload=true")) {
      HealthIndicator health = gateway.context().getBean("routes", HealthIndicator.class);
      Files.writeString(models, text + "- route:\n    id: lost\n    from:\n      uri: direct:lost\n      steps:\n"
          + "        - to: direct:nowhere\n");
      Eventually.holds(() -> health.health().getStatus().equals(Status.DOWN));
      assertThat(health.health().getDetails().get("refused").toString())
          .contains("12-models.camel.yaml:", "direct:nowhere", "'lost'");
      assertThat(chat(gateway, "echo/x").statusCode()).isEqualTo(200);
      Files.writeString(models, text + "\n");
      Eventually.holds(() -> health.health().getStatus().equals(Status.UP));
    }
  }

  @Test
  void aChangedFileMayCallARouteThatIsMadeInJava() throws Exception {
    Path models = routes.resolve("12-models.camel.yaml");
    try (Gateway gateway = Gateway.start("orqen.routes-dir=" + routes, "orqen.routes-reload=true")) {
      Files.writeString(models, Files.readString(models) + "- route:\n    id: asks-java\n    from:\n      uri: direct:asks-java\n"
          + "      steps:\n        - to: direct:find-key\n");
      Eventually.holds(() -> gateway.bean(CamelContext.class).getRoute("asks-java") != null);
      assertThat(gateway.context().getBean("routes", HealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
    }
  }

  /** A deleted file takes its routes along: a provider is unknown, a path is a 404. A renamed one keeps them. */
  @Test
  void deletedAndRenamedFilesTakeEffect() throws Exception {
    try (StandIn provider = new StandIn();
        Gateway gateway = Gateway.start("orqen.routes-dir=" + routes, "orqen.routes-reload=true",
            "orqen.providers.groq.base-url=" + provider.url())) {
      HealthIndicator health = gateway.context().getBean("routes", HealthIndicator.class);
      gateway.put("/v1/account/providers", "{\"provider\":\"groq\",\"api_key\":\"the-key-canary-of-groq\"}");
      assertThat(chat(gateway, "groq/x").statusCode()).isEqualTo(200);
      Files.delete(routes.resolve("provider-groq.camel.yaml"));
      Files.delete(routes.resolve("12-models.camel.yaml"));
      Eventually.holds(() -> chat(gateway, "groq/x").statusCode() == 404 && gateway.get("/v1/models").statusCode() == 404);
      Files.copy(Path.of("routes", "provider-groq.camel.yaml"), routes.resolve("groq-of-ours.camel.yaml"));
      Files.copy(Path.of("routes", "12-models.camel.yaml"), routes.resolve("12-models.camel.yaml"));
      Eventually.holds(() -> chat(gateway, "groq/x").statusCode() == 200 && gateway.get("/v1/models").statusCode() == 200);
      Files.move(routes.resolve("groq-of-ours.camel.yaml"), routes.resolve("provider-groq.camel.yaml"));
      RoutesFolder folder = gateway.bean(RoutesFolder.class);
      Eventually.holds(() -> folder.routeIds("provider-groq.camel.yaml").contains("provider-groq"));
      assertThat(chat(gateway, "groq/x").statusCode()).isEqualTo(200);
      assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }
  }

  /** As Kubernetes mounts a ConfigMap: files are links into ..data, which is a link that an update swaps. */
  @Test
  void theSwappedLinkOfAConfigMapIsNoticed(@TempDir Path mount) throws Exception {
    Path old = Files.createDirectory(mount.resolve("..old"));
    Path next = Files.createDirectory(mount.resolve("..next"));
    RouteMistakes.copyRoutes(old);
    RouteMistakes.copyRoutes(next);
    Files.delete(old.resolve("12-models.camel.yaml"));
    Files.createSymbolicLink(mount.resolve("..data"), old.getFileName());
    for (String name : RouteFiles.read(next).texts().keySet()) {
      Files.createSymbolicLink(mount.resolve(name), Path.of("..data", name));
    }
    try (Gateway gateway = Gateway.start("orqen.routes-dir=" + mount, "orqen.routes-reload=true")) {
      assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(404);
      Files.createSymbolicLink(mount.resolve("..data_tmp"), next.getFileName());
      Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
      Eventually.holds(() -> gateway.get("/v1/models").statusCode() == 200);
    }
  }
}
