package app.orqen.dashboard.providers;

import app.orqen.provider.Provider;
import app.orqen.translate.Wire;
import java.util.ArrayList;
import java.util.List;

/** A field of the form for a provider's credential. */
record CredentialField(String name, String label, String type, String hint) {

  /** The fields of a provider, in the order in which they are asked for. */
  static List<CredentialField> of(Provider provider) {
    List<String> names = new ArrayList<>(provider.required());
    provider.optional().stream()
        // Another spelling of the bearer token.
        .filter(name -> provider.wire() != Wire.CONVERSE || !name.equals("api_key")).forEach(names::add);
    return names.stream().map(name -> of(name, provider.required().contains(name))).toList();
  }

  private static CredentialField of(String name, boolean required) {
    String rule = required ? "Required." : "Optional.";
    return switch (name) {
      case "api_key" -> new CredentialField(name, "API key", "password", rule);
      case "api_base" -> new CredentialField(name, "Base URL", "text", rule + " Its host must be one that the operator allows.");
      case "api_version" -> new CredentialField(name, "API version", "text", rule + " Such as 2024-10-21.");
      case "aws_region_name" -> new CredentialField(name, "AWS region", "text", rule + " Such as us-east-1.");
      case "aws_access_key_id" -> new CredentialField(name, "Access key id", "text", "With the secret access key.");
      case "aws_secret_access_key" -> new CredentialField(name, "Secret access key", "password", "With the access key id.");
      case "aws_session_token" -> new CredentialField(name, "Session token", "password", "Only for temporary keys.");
      case "aws_bearer_token_bedrock" -> new CredentialField(name, "Bedrock API key", "password",
          "Instead of the access key pair.");
      default -> new CredentialField(name, name.replace('_', ' '), "password", rule);
    };
  }
}
