package app.orqen.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTableTest {

  private ModelTable table;

  @BeforeEach
  void builtIn() throws IOException {
    try (InputStream csv = getClass().getResourceAsStream("/model-facts.csv")) {
      table = new ModelTable().add("model-facts.csv", csv);
    }
  }

  @Test
  void theBuiltInTableIsReadWhole() {
    assertThat(table.rows()).hasSize(2432).allSatisfy(row -> assertThat(row.isKnown()).isTrue());
  }

  @Test
  void aRowHasLimitsEffortsAndPrices() {
    ModelFacts facts = table.find("openai", "gpt-5.5");

    assertThat(facts.maxInputTokens()).isEqualTo(1_050_000);
    assertThat(facts.maxOutputTokens()).isEqualTo(128_000);
    assertThat(facts.efforts()).containsExactly("none", "low", "medium", "high", "xhigh");
    assertThat(facts.prices().input()).isEqualByComparingTo("5");
    assertThat(facts.prices().tierAbove()).isEqualTo(272_000);
    assertThat(facts.toolSearch()).isTrue();
    assertThat(facts.pdf()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
      "bedrock, anthropic.claude-opus-5, 5",
      "bedrock, eu.anthropic.claude-opus-5, 5.5",
      "bedrock, global.anthropic.claude-opus-5, 5",
      "bedrock, us.amazon.nova-nonesuch-v1:0, ",
      "openai, gpt-nonesuch, ",
  })
  void aProfileIsLookedUpWholeFirst(String provider, String model, String price) {
    ModelFacts facts = table.find(provider, model);

    assertThat(facts.prices().input() == null ? null : facts.prices().input().toPlainString()).isEqualTo(price);
  }

  @Test
  void aSnapshotHasTheAbilitiesOfItsModelAndNoPrice() {
    assertThat(table.find("openai", "gpt-5.5-2027-01-01").isKnown()).isFalse();
    assertThat(table.like("openai", "gpt-5.5-2027-01-01").efforts()).contains("xhigh");
  }

  @Test
  void aLaterTableWinsWithWhatItSays() throws IOException {
    table.add("mine.csv", csv("provider,model,input,max_output_tokens\nopenai,gpt-5.5,1.25,\nacme,large,0,100\n"));

    assertThat(table.find("openai", "gpt-5.5").prices().input()).isEqualByComparingTo("1.25");
    assertThat(table.find("openai", "gpt-5.5").maxOutputTokens()).isEqualTo(128_000);
    assertThat(table.find("acme", "large").prices().input()).isZero();
    assertThat(table.find("acme", "large").prices().output()).isNull();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "provider,model,input;openai,gpt-5.5,cheap | mine.csv, line 2: column 'input' has 'cheap'; it takes US dollars a million tokens, 0 or more",
      "provider,model,input;openai,x,1;openai,gpt-5.5,-1 | mine.csv, line 3: column 'input' has '-1'; it takes US dollars a million tokens, 0 or more",
      "provider,model,mode;openai,x,talk | mine.csv, line 2: column 'mode' has 'talk'; it takes chat, responses or embedding",
      "provider,model,tier_above;openai,x,many | mine.csv, line 2: column 'tier_above' has 'many'; it takes a number of tokens such as 200000 or 200k",
      "provider,model,tools;openai,x,maybe | mine.csv, line 2: column 'tools' has 'maybe'; it takes yes, no or nothing",
      "provider,model,deprecated_on;openai,x,soon | mine.csv, line 2: column 'deprecated_on' has 'soon'; it takes a day such as 2026-11-30",
      "provider,model,max_output_tokens;openai,x,1.5 | mine.csv, line 2: column 'max_output_tokens' has '1.5'; it takes a whole number of tokens, 0 where it is not known",
      "provider,model,price;openai,x,1 | mine.csv, line 2: there is no column 'price'",
      "provider,input;openai,1 | mine.csv, line 2: a row needs a provider and a model",
  })
  void whatCannotBeReadIsNamedWithItsLine(String lines, String message) {
    assertThatThrownBy(() -> table.add("mine.csv", csv(lines.replace(';', '\n'))))
        .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static InputStream csv(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
