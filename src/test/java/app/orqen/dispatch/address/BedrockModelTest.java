package app.orqen.dispatch.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BedrockModelTest {

  @ParameterizedTest
  @CsvSource({
      "anthropic.claude-opus-5, , anthropic.claude-opus-5",
      "converse/us.meta.llama-v1:0, , us.meta.llama-v1:0",
      "us-gov-west-1/a.b, us-gov-west-1, a.b",
      "arn:aws-cn:bedrock:cn-north-1:1:inference-profile/x, cn-north-1, arn:aws-cn:bedrock:cn-north-1:1:inference-profile/x"})
  void aNamePinsItsRegion(String model, String region, String id) {
    assertThat(BedrockModel.parse(model)).isEqualTo(new BedrockModel(region, id));
  }

  @ParameterizedTest
  @CsvSource({"us.anthropic.claude-opus-5, anthropic.claude-opus-5", "anthropic.claude-opus-5, anthropic.claude-opus-5",
      "arn:aws:bedrock:us-east-1:1:inference-profile/us-gov.anthropic.claude-opus-5, anthropic.claude-opus-5"})
  void aProfileTellsItsModel(String model, String foundation) {
    assertThat(BedrockModel.foundation(model)).isEqualTo(foundation);
  }

  @ParameterizedTest
  @CsvSource({"cn-north-1, amazonaws.com.cn", "eu-west-1, amazonaws.com", "us-gov-east-1, amazonaws.com"})
  void chinasEndpointsAreElsewhere(String region, String domain) {
    assertThat(BedrockModel.domain(region)).isEqualTo(domain);
  }
}
