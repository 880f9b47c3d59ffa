package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import app.orqen.OrqenApplication;
import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.RouteMistakes;
import app.orqen.start.Commands;
import app.orqen.start.StartFailure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

/** Each ordinary mistake is told in the same words on reload, at the start and by the command check, and harms nothing. */
@ExtendWith(OutputCaptureExtension.class)
class ITRouteMistakes {

  private static final String CHAT = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final Map<String, String> SAID = new TreeMap<>();

  @TempDir
  Path folder;

  static List<RouteMistakes.Mistake> mistakes() {
    return RouteMistakes.all().toList();
  }

  /** One gateway for all of them: each is refused, what served goes on serving, and putting the file right heals. */
  @Test
  void onReload(CapturedOutput log) throws Exception {
    RouteMistakes.copyRoutes(folder);
    try (Gateway gateway = Gateway.start("orqen.routes-dir=" + folder, "orqen.routes-reload=true")) {
      HealthIndicator health = gateway.context().getBean("routes", HealthIndicator.class);
      assertThat(gateway.put("/v1/account/providers",
          "{\"provider\":\"groq\",\"api_key\":\"the-key-canary-of-groq\"}").statusCode()).isEqualTo(200);
      int routes = (int) health.health().getDetails().get("routes");
      for (RouteMistakes.Mistake mistake : mistakes()) {
        int logged = log.getAll().length();
        mistake.make(folder);
        Health down = Eventually.ask(health::health, now -> now.getStatus().equals(Status.DOWN));
        assertThat(down.getDetails()).as(mistake.what()).containsOnlyKeys("refused");
        List<?> refused = (List<?>) down.getDetails().get("refused");
        assertThat(refused.get(0).toString()).as(mistake.what()).startsWith(mistake.says()).contains(mistake.meant());
        SAID.put(mistake.what(), refused.get(0).toString());
        assertThat(gateway.post("/v1/chat/completions", CHAT).statusCode()).as(mistake.what()).isEqualTo(200);
        assertThat(gateway.get("/v1/account/providers").body()).as(mistake.what()).contains("groq");
        String lines = Eventually.ask(() -> log.getAll().substring(logged), text -> text.contains("is refused"));
        assertThat(lines.lines().filter(line -> line.contains("is refused"))).as(mistake.what()).hasSize(1);
        assertThat(lines).as(mistake.what()).doesNotContain("\tat ").contains(mistake.says());
        RouteMistakes.restore(folder);
        Eventually.holds(() -> health.health().getStatus().equals(Status.UP));
        assertThat(health.health().getDetails().get("routes")).as(mistake.what()).isEqualTo(routes);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void atTheStart(RouteMistakes.Mistake mistake) throws Exception {
    RouteMistakes.copyRoutes(folder);
    mistake.make(folder);
    Throwable failure = catchThrowable(() -> Gateway.start("orqen.routes-dir=" + folder).close());
    assertThat(failure).as(mistake.what()).isNotNull();
    String description = new StartFailure(new MockEnvironment().withProperty("orqen.routes-dir", folder.toString())).analyze(failure).getDescription();
    assertThat(description.lines().skip(1).findFirst().orElseThrow()).startsWith(mistake.says()).contains(mistake.meant());
    if (SAID.containsKey(mistake.what())) {
      assertThat(description).contains(SAID.get(mistake.what()));
    }
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void inTheCommandCheck(RouteMistakes.Mistake mistake) throws Exception {
    RouteMistakes.copyRoutes(folder);
    mistake.make(folder);
    assertThat(run(1, "check", folder.toString()).lines().findFirst().orElseThrow())
        .startsWith(mistake.says()).contains(mistake.meant());
  }

  @Test
  void theCommandCheckSaysThatAFolderIsGoodAndSpeaksJson(CapturedOutput log) throws Exception {
    RouteMistakes.copyRoutes(folder);
    assertThat(run(0, "check", folder.toString())).startsWith("Nothing is wrong with the ");
    mistakes().get(0).make(folder);
    JsonNode json = new ObjectMapper().readTree(run(1, "check", folder.toString(), "--json"));
    assertThat(json.path("findings")).hasSize(1);
    assertThat(json.at("/findings/0/file").asText()).isEqualTo("provider-groq.camel.yaml");
    assertThat(json.at("/findings/0/line").asInt()).isEqualTo(13);
    assertThat(json.at("/findings/0/hint").asText()).startsWith("Did you mean 'drop'?");
    assertThat(run(1, "check", folder.resolve("nowhere").toString())).contains("doesn't exist").contains("1 finding");
    JsonNode missing = new ObjectMapper().readTree(run(1, "check", folder.resolve("nowhere").toString(), "--json"));
    assertThat(missing.at("/findings/0/what").asText()).contains("doesn't exist");
    assertThat(log.getOut()).as("nothing but the findings").doesNotContain("FAILED TO START");
    assertThat(run(2, "check", "a", "b")).startsWith("Usage:");
  }

  private static String run(int code, String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int exit = Commands.run(OrqenApplication.class, words, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(said).isEqualTo(code);
    return said;
  }
}
