package app.orqen.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import app.orqen.provider.auth.NoScheme;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.translate.front.WireRegistry;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which fields make a whole credential: Amazon's, Azure's, Google's, one key, and none. */
class CredentialSetTest {

  private static final Provider AWS = provider("aws_region_name",
      "aws_access_key_id,aws_secret_access_key,aws_session_token,aws_bearer_token_bedrock,api_key");
  private static final Provider AZURE = provider("api_base,api_version", "api_key,azure_ad_token");
  private static final Provider GOOGLE = provider("vertex_project,vertex_location", "api_key,vertex_credentials");
  private static final Provider KEY = provider("api_key", "api_base");
  private static final Provider OPTIONAL = provider("", "api_key,api_base");
  private static final Provider KEYLESS = provider("", "");

  private static Provider provider(String required, String optional) {
    return new Provider("acme", "Acme", new NoScheme(), names(required), names(optional), Set.of(), Quirks.parse(""),
        WireRegistry.OPENAI, null, null, OtherPaths.NONE, null, "acme", List.of());
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split("[, ]+")).filter(name -> !name.isEmpty()).toList();
  }

  private static Provider named(String name) {
    return switch (name) {
      case "aws" -> AWS;
      case "azure" -> AZURE;
      case "google" -> GOOGLE;
      case "key" -> KEY;
      case "optional" -> OPTIONAL;
      default -> KEYLESS;
    };
  }

  @ParameterizedTest
  @CsvSource({
      "aws, aws_region_name aws_access_key_id aws_secret_access_key",
      "aws, aws_region_name aws_access_key_id aws_secret_access_key aws_session_token",
      "aws, aws_region_name aws_bearer_token_bedrock",
      "aws, aws_region_name api_key",
      "azure, api_base api_version api_key",
      "azure, api_base api_version azure_ad_token",
      "google, vertex_project vertex_location vertex_credentials",
      "key, api_key",
      "key, api_key api_base",
      "optional, api_base"})
  void isWhole(String provider, String given) {
    assertThatCode(() -> CredentialSet.require(named(provider), new LinkedHashSet<>(names(given)), ErrorCode.MISSING_FIELD))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
      "aws, aws_access_key_id aws_secret_access_key, MISSING_FIELD, aws_region_name",
      "aws, aws_region_name, MISSING_FIELD, aws_access_key_id",
      "aws, aws_region_name aws_access_key_id, MISSING_FIELD, aws_secret_access_key",
      "aws, aws_region_name aws_secret_access_key, MISSING_FIELD, aws_access_key_id",
      "aws, aws_region_name aws_session_token, MISSING_FIELD, aws_access_key_id",
      "aws, aws_region_name aws_access_key_id aws_secret_access_key aws_bearer_token_bedrock,"
          + "PROVIDER_CREDENTIALS_CONTRADICTORY, aws_bearer_token_bedrock",
      "aws, aws_region_name aws_bearer_token_bedrock api_key, PROVIDER_CREDENTIALS_CONTRADICTORY, api_key",
      "azure, api_base api_key, MISSING_FIELD, api_version",
      "azure, api_base api_version, MISSING_FIELD, api_key",
      "azure, api_base api_version api_key azure_ad_token, PROVIDER_CREDENTIALS_CONTRADICTORY, azure_ad_token",
      "google, vertex_project vertex_location, MISSING_FIELD, api_key",
      "key, api_base, MISSING_FIELD, api_key",
      "optional, '', MISSING_FIELD, api_key",
      "keyless, '', INVALID_VALUE, provider"})
  void isRefusedByTheNameOfAField(String provider, String given, ErrorCode code, String param) {
    GatewayException refusal = catchThrowableOfType(GatewayException.class,
        () -> CredentialSet.require(named(provider), new LinkedHashSet<>(names(given)), ErrorCode.MISSING_FIELD));
    assertThat(refusal).as(given).isNotNull();
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.code()).isEqualTo(code.code());
    assertThat(refusal.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource({"aws, aws_access_key_id aws_bearer_token_bedrock api_key", "azure, api_key azure_ad_token",
      "google, api_key vertex_credentials", "key, ''", "keyless, ''"})
  void tellsTheChoices(String provider, String ways) {
    assertThat(CredentialSet.ways(named(provider))).isEqualTo(names(ways));
  }
}
