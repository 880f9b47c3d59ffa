package app.orqen.request;

import app.orqen.key.ApiKey;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.util.List;

/** The body fields that carry a provider's credentials for one request, by LiteLLM's names. */
public final class CredentialFields {

  public static final int MAX_LENGTH = 8192;

  public static final List<String> ALL = List.of("api_key", "api_base", "api_version", "aws_access_key_id",
      "aws_secret_access_key", "aws_session_token", "aws_region_name", "aws_bearer_token_bedrock",
      "azure_ad_token", "vertex_project", "vertex_location", "vertex_credentials");

  private CredentialFields() {}

  /**
   * Refuses what can't be a credential, or would break out of a header.
   *
   * @throws GatewayException 400 unless the value is 1 to 8192 visible ASCII characters
   */
  public static void requireValid(String name, String value) {
    if (ApiKey.isWellFormed(value)) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, name,
          "'" + name + "' holds an Orqen key; it must be the provider's own credential.");
    }
    boolean visible = value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!visible || value.isEmpty() || value.length() > MAX_LENGTH) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, name,
          "'" + name + "' must be 1 to " + MAX_LENGTH + " visible ASCII characters.");
    }
  }
}
