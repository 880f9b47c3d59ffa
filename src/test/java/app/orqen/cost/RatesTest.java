package app.orqen.cost;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.catalogue.ModelTable;
import app.orqen.translate.answer.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests cost by the built-in table. The expected amounts were worked out apart from this code, in exact fractions. */
class RatesTest {

  private static final ModelTable TABLE = new ModelTable();

  @BeforeAll
  static void read() throws IOException {
    try (InputStream csv = RatesTest.class.getResourceAsStream("/model-facts.csv")) {
      TABLE.add("model-facts.csv", csv);
    }
  }

  private static Bill bill(ModelTable table, String model, String tier, Usage usage) {
    int slash = model.indexOf('/');
    String provider = model.substring(0, slash);
    Bill bill = new Bill();
    bill.calling(Tariff.of(table, provider, provider, model.substring(slash + 1), tier, 1));
    bill.used(usage, null, 0);
    return bill;
  }

  private static ModelTable table(String csv) throws IOException {
    return new ModelTable().add("test.csv", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      openai/gpt-4o, 1000, 500, 0, 0, 0, '', 0.0075
      openai/gpt-4o, 1000, 500, 400, 0, 0, '', 0.007
      openai/gpt-4o, 1000, 500, 0, 0, 0, priority, 0.01275
      openai/gpt-4o, 1000, 500, 400, 0, 0, priority, 0.0119
      openai/gpt-4o, 1000, 500, 0, 0, 0, flex, 0.0075
      openai/gpt-4o, 1000, 500, 0, 0, 0, default, 0.0075
      openai/gpt-5.5, 272000, 1000, 0, 0, 0, '', 1.39
      openai/gpt-5.5, 272001, 1000, 0, 0, 0, '', 2.76501
      openai/gpt-5.5, 300000, 1000, 250000, 0, 0, '', 0.795
      openai/gpt-5.5, 1234, 567, 0, 0, 0, flex, 0.01159
      openai/gpt-5.5, 300000, 1000, 0, 0, 0, flex, 1.5225
      openai/gpt-5.5, 300000, 1000, 250000, 0, 0, priority, 1.9875
      openai/gpt-5.6, 10000, 100, 0, 9000, 0, '', 0.051
      openai/gpt-5.6, 10000, 100, 0, 0, 9000, '', 0.078
      openai/gpt-5.6, 300000, 100, 100000, 100000, 50000, priority, 4.566
      openai/text-embedding-3-small, 777, 0, 0, 0, 0, '', 0.00001554
      anthropic/claude-sonnet-5, 2000, 300, 0, 0, 0, '', 0.007
      anthropic/claude-sonnet-5, 2000, 300, 1500, 0, 0, '', 0.0043
      anthropic/claude-sonnet-5, 2000, 300, 0, 1500, 0, '', 0.00775
      anthropic/claude-sonnet-5, 2000, 300, 0, 0, 1500, '', 0.01
      anthropic/claude-sonnet-5, 20000, 3000, 9000, 5000, 4000, '', 0.0643
      anthropic/claude-sonnet-4-5, 7, 3, 0, 0, 0, '', 0.000066
      anthropic/claude-sonnet-4-5, 2000, 300, 0, 0, 0, priority, 0.0105
      bedrock/us.anthropic.claude-sonnet-5, 2000, 300, 0, 0, 0, '', 0.0077
      bedrock/us.anthropic.claude-sonnet-5, 2000, 300, 1000, 500, 200, '', 0.006435
      bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0, 200000, 10, 0, 0, 0, '', 0.60015
      bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0, 200001, 10, 0, 0, 0, '', 1.200231
      bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0, 250000, 10, 0, 100000, 0, '', 1.650225
      bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0, 250000, 10, 0, 0, 100000, '', 2.100225
      gemini/gemini-2.5-pro, 100000, 5000, 0, 0, 0, '', 0.175
      gemini/gemini-2.5-pro, 200001, 5000, 150000, 0, 0, '', 0.2375025
      gemini/gemini-2.5-pro, 1000, 50, 0, 0, 0, flex, 0.000875
      gemini/gemini-2.5-pro, 1000, 50, 0, 0, 0, priority, 0.00315
      gemini/gemini-3.1-pro-preview, 200001, 5000, 0, 0, 0, priority, 1.6020072
      vertex_ai/gemini-2.5-pro, 200001, 5000, 0, 0, 0, flex, 0.28750125
      azure/gpt-4o, 1001, 333, 77, 0, 0, '', 0.00573625
      azure/gpt-5.5, 300000, 10, 0, 0, 0, flex, 1.500225
      azure/eu/gpt-5.4, 5000, 5, 1000, 0, 0, '', 0.0113575
      azure_ai/claude-sonnet-4-5, 5000, 5, 1000, 2000, 500, '', 0.015375
      groq/openai/gpt-oss-120b, 9986, 2667, 6468, 0, 0, '', 0.002613
      mistral/deepseek-v4-1-flash-1017, 4847, 386, 4389, 0, 0, '', 0.000631323
      cohere/embed-english-light-v3.0, 38293, 0, 3801, 0, 0, '', 0.0038293
      deepseek/deepseek-v4-flash-vision-exp, 14170, 353, 614, 0, 0, '', 0.004494084
      xai/grok-4.20-non-reasoning-gv2, 27505, 986, 2289, 0, 0, '', 0.0344428
      together_ai/Qwen/Qwen3-Coder-Next-FP8, 36213, 243, 27821, 0, 0, '', 0.0183981
      fireworks_ai/deepseek-v4-pro-0813, 8213, 2584, 3657, 0, 0, '', 0.016407468
      perplexity/xai/grok-4.5, 4154, 204, 3249, 0, 0, '', 0.0040087
      bedrock_mantle/openai.gpt-5.6-terra, 3152, 546, 2280, 0, 0, '', 0.0096272
      vertex_ai_claude/vertex_ai/claude-opus-4-6, 27568, 2215, 4726, 0, 0, '', 0.171948
      vercel_ai_gateway/anthropic/claude-3.5-sonnet, 37515, 2295, 20216, 0, 0, '', 0.0923868
      moonshot/moonshot-v1-8k, 11944, 2383, 1688, 0, 0, '', 0.0071548
      zai/glm-5-code, 41971, 1526, 12312, 0, 0, '', 0.0469144
      cerebras/gpt-oss-120b, 35996, 2312, 4114, 0, 0, '', 0.0143326
      databricks/databricks-claude-opus-4-5, 40667, 2034, 13497, 0, 0, '', 0.19344947
      deepinfra/moonshotai/Kimi-K2.5, 20687, 2399, 15256, 0, 0, '', 0.00890962
      novita/xiaomimimo/mimo-v2.5, 23796, 1018, 9822, 0, 0, '', 0.002723075
      dashscope/qwen3.8-omni-flash, 11881, 1000, 11452, 0, 0, '', 0.000717582
      voyage/voyage-3-large, 37745, 0, 19677, 0, 0, '', 0.0067941
      ai21/jamba-mini-1.7, 32547, 1407, 28676, 0, 0, '', 0.0070722
      """)
  void aRequestCostsWhatTheTableSays(String model, long input, long output, long cached, long write5m, long write1h, String tier,
      BigDecimal expected) {
    Usage usage = new Usage(input, output, cached, write5m, write1h, 0, tier.isEmpty() ? null : tier);

    assertThat(bill(TABLE, model, null, usage).usd()).isEqualByComparingTo(expected);
  }

  @Test
  void theTierOfTheAnswerWinsOverTheRequests() {
    Usage untold = new Usage(1000, 500, 0, 0, 0, 0, null);
    Usage standard = new Usage(1000, 500, 0, 0, 0, 0, "default");

    assertThat(bill(TABLE, "openai/gpt-4o", "priority", untold).header()).isEqualTo("0.01275");
    assertThat(bill(TABLE, "openai/gpt-4o", "priority", standard).header()).isEqualTo("0.0075");
  }

  @Test
  void aProfileWithoutARowCostsLikeTheModel() {
    Usage usage = new Usage(1_000_000, 0, 0, 0, 0, 0, null);

    assertThat(bill(TABLE, "bedrock/us.anthropic.claude-sonnet-5", null, usage).header()).isEqualTo("2.2");
    assertThat(bill(TABLE, "bedrock/ca.amazon.nova-pro-v1:0", null, usage).usd())
        .isEqualByComparingTo(bill(TABLE, "bedrock/amazon.nova-pro-v1:0", null, usage).usd());
  }

  @Test
  void whatHasNoPriceIsUnpricedAndNeverFree() throws IOException {
    Usage usage = new Usage(10, 5, 0, 0, 0, 0, null);
    ModelTable half = table("provider,model,input\np,m,2\n");

    assertThat(bill(TABLE, "openai/no-such-model", null, usage).usd()).isNull();
    assertThat(bill(TABLE, "openai/no-such-model", null, usage).header()).isEqualTo("unpriced");
    assertThat(bill(half, "p/m", null, usage).usd()).as("only the output has no price").isNull();
    assertThat(bill(half, "p/m", null, new Usage(10, 0, 0, 0, 0, 0, null)).header()).isEqualTo("0.00002");
    assertThat(bill(TABLE, "openai/no-such-model", null, Usage.NONE).header()).as("nothing was used").isEqualTo("0");
  }

  @Test
  void aDatedNameIsNotPricedByItsUndatedOne() {
    Usage usage = new Usage(10, 5, 0, 0, 0, 0, null);

    assertThat(bill(TABLE, "openai/gpt-4o-2031-01-01", null, usage).usd()).isNull();
  }

  @Test
  void theAnsweringModelCountsWhereTheOneAskedForHasNoRow() {
    Bill bill = new Bill();
    bill.calling(Tariff.of(TABLE, "openai", "openai", "my-alias", null, 1));
    bill.used(new Usage(1000, 500, 0, 0, 0, 0, null), "gpt-4o", 0);

    assertThat(bill.header()).isEqualTo("0.0075");
  }

  @Test
  void roundsAreAddedExactlyAndRoundedOnceToTheEvenDigit() throws IOException {
    ModelTable table = table("provider,model,input,output\np,m,0.0005,0\n");
    Bill bill = new Bill();
    for (int round = 0; round < 3; round++) {
      bill.calling(Tariff.of(table, "p", "p", "m", null, 1));
      bill.used(new Usage(1, 0, 0, 0, 0, 0, null), null, 0);
    }

    assertThat(bill.usd()).as("1.5 billionths").isEqualByComparingTo("0.000000002");
    assertThat(bill(table, "p/m", null, new Usage(5, 0, 0, 0, 0, 0, null)).usd()).as("2.5 billionths")
        .isEqualByComparingTo("0.000000002");
  }

  @Test
  void savingsAreOfCachesAndOfLeftOutTools() {
    Bill bill = new Bill();
    bill.calling(Tariff.of(TABLE, "anthropic", "anthropic", "claude-sonnet-5", null, 1));
    bill.used(new Usage(2000, 300, 1000, 400, 100, 0, null), null, 500);

    // 1000 x (2 - 0.2) + 400 x (2 - 2.5) + 100 x (2 - 4) + 500 x 2 millionths
    assertThat(bill.savedUsd()).isEqualByComparingTo("0.0024");
  }

  @Test
  void leftOutToolsOfTheLastCallCount() {
    Bill bill = new Bill();
    bill.calling(Tariff.of(TABLE, "anthropic", "anthropic", "claude-sonnet-5", null, 1));
    bill.used(new Usage(2000, 300, 0, 0, 0, 0, null), null, 500);
    bill.used(new Usage(2000, 300, 0, 0, 0, 0, null), null, 200);

    assertThat(bill.savedUsd()).as("200 x 2 millionths").isEqualByComparingTo("0.0004");
  }
}
