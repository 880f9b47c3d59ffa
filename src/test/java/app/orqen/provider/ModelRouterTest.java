package app.orqen.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.catalogue.ModelTable;
import app.orqen.provider.auth.AuthSchemes;
import app.orqen.provider.auth.NoScheme;
import app.orqen.reply.GatewayException;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mock.env.MockEnvironment;

class ModelRouterTest {

  private static final String CATALOGUE = "model,provider,context,out\nlisted,groq,1,1\nelsewhere,nobody,,\n";

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private ModelRouter router;

  @BeforeEach
  void start() throws Exception {
    camel.addRoutes(new RouteBuilder() {
      @Override
      public void configure() {
        for (String id : List.of("openai", "groq", "bedrock")) {
          from("direct:provider-" + id).routeId("provider-" + id).stop();
        }
      }
    });
    camel.start();
    ProviderRegistry registry = new ProviderRegistry(camel, new ProviderUrl(new MockEnvironment()),
        new AuthSchemes(List.of(new NoScheme())));
    registry.refresh();
    ByteArrayResource csv = new ByteArrayResource(CATALOGUE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    router = new ModelRouter(registry, Catalogue.read(csv), new ModelTable(), new ModelProperties(csv, Map.of("fast", List.of("groq/llama")),
        Map.of("bedrock/arn:aws:bedrock:x/y", "claude-opus-5"),
        List.of(new ModelProperties.Rule("arn:aws:bedrock:", "bedrock"), new ModelProperties.Rule("gpt-oss", ""),
            new ModelProperties.Rule("gpt-|o1", "openai"), new ModelProperties.Rule("claude-", "anthropic"))));
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @ParameterizedTest
  @CsvSource({"openai/gpt-4o, openai, gpt-4o", "groq/a/b:c, groq, a/b:c", "fast, groq, llama", "listed, groq, listed",
      "gpt-4o, openai, gpt-4o", "GPT-4o, openai, GPT-4o", "o1-mini, openai, o1-mini",
      "arn:aws:bedrock:x/y, bedrock, arn:aws:bedrock:x/y"})
  void findsTheProvider(String model, String provider, String upstream) {
    Provider.Target target = router.resolve(model);
    assertThat(target.provider().id()).isEqualTo(provider);
    assertThat(target.model()).isEqualTo(upstream);
  }

  @Test
  void anOpaqueNamesModelIsTheOperators() {
    assertThat(router.resolve("arn:aws:bedrock:x/y").family()).isEqualTo("claude-opus-5");
    assertThat(router.resolve("bedrock/arn:aws:bedrock:x/y").family()).isEqualTo("claude-opus-5");
    assertThat(router.resolve("gpt-4o").family()).isEqualTo("gpt-4o");
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai/", "meta-llama/x", "gpt-oss-120b", "claude-x", "elsewhere", "nothing", "x-gpt-4",
      "/x"})
  void neverGuesses(String model) {
    assertThatThrownBy(() -> router.resolve(model)).isInstanceOfSatisfying(GatewayException.class, e -> {
      assertThat(e.status()).isEqualTo(404);
      assertThat(e.code()).isEqualTo("model_not_found");
    });
  }

  @Test
  void theHintSaysHowToWriteIt() {
    assertThatThrownBy(() -> router.resolve("nothing")).hasMessageContaining("provider/model");
  }
}
