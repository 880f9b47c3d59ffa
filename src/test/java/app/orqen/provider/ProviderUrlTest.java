package app.orqen.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;

class ProviderUrlTest {

  private final MockEnvironment settings = new MockEnvironment();
  private final ProviderUrl url = new ProviderUrl(settings);

  /** Behind a base URL that ends in a port, the word would become part of the port. */
  @Test
  void aPathThatAProviderDoesNotHaveLeadsNowhere() {
    settings.setProperty("orqen.providers.groq.base-url", "http://127.0.0.1:1");
    assertThat(url.apply("groq https://a/v1 none")).isEqualTo("http://no-base-url.invalid");
    assertThat(url.apply("groq https://a/v1 none/input_tokens")).isEqualTo("http://no-base-url.invalid");
  }

  @Test
  void theOperatorsBaseUrlWinsUnlessItIsBlank() {
    assertThat(url.apply("acme https://a/v1 /chat")).isEqualTo("https://a/v1/chat");
    settings.setProperty("orqen.providers.acme.base-url", "  ");
    assertThat(url.apply("acme https://a/v1 /chat")).isEqualTo("https://a/v1/chat");
    settings.setProperty("orqen.providers.acme.base-url", "http://b:1/x/ ");
    assertThat(url.apply("acme https://a/v1 /chat")).isEqualTo("http://b:1/x/chat");
    assertThat(url.apply("acme none /chat")).isEqualTo("http://b:1/x/chat");
    assertThat(url.apply("other none /chat")).contains(".invalid");
  }

  @ParameterizedTest
  @CsvSource({"mistral, ORQEN_PROVIDERS_MISTRAL_BASE_URL", "together_ai, ORQEN_PROVIDERS_TOGETHER_AI_BASE_URL"})
  void theEnvironmentSetsIt(String id, String variable) {
    try (ConfigurableApplicationContext boot = new SpringApplicationBuilder(Object.class)
        .web(WebApplicationType.NONE).environment(new StandardEnvironment() {
          @Override
          protected void customizePropertySources(MutablePropertySources sources) {
            sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(variable, "http://e/")));
          }
        }).run()) {
      assertThat(new ProviderUrl(boot.getEnvironment()).apply(id + " https://a/v1 /chat")).isEqualTo("http://e/chat");
    }
  }

  @Test
  void halfOfItIsRefused() {
    assertThatThrownBy(() -> url.apply("acme /chat")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
      "http://h/v1,  /chat/completions,    http://h/v1/chat/completions",
      "http://h/v1/, /v1/chat/completions, http://h/v1/chat/completions",
      "http://h,     /v1/chat/completions, http://h/v1/chat/completions",
      "http://h/v1/chat/completions/, /chat/completions, http://h/v1/chat/completions"})
  void aBaseAndAPathAreJoined(String base, String path, String whole) {
    assertThat(BaseUrl.join(base, path)).isEqualTo(whole);
  }

  @Test
  void theCatalogueIsReadable() {
    Catalogue catalogue = Catalogue.read(new ClassPathResource("models.csv"));
    assertThat(catalogue.models()).hasSizeGreaterThan(100)
        .allSatisfy(model -> assertThat(model.provider()).matches("[a-z0-9_]+"));
    assertThat(catalogue.find("no-such-model")).isNull();
  }
}
