package app.orqen.dashboard.providers;

import app.orqen.provider.CredentialSet;
import app.orqen.provider.Provider;
import app.orqen.translate.front.WireRegistry;
import java.util.ArrayList;
import java.util.List;

/** A field of the form for a provider's credential. */
record CredentialField(String name, String label, String type, String hint) {

  /** The fields of a provider, in the order in which they are asked for. */
  static List<CredentialField> of(Provider provider) {
    List<String> names = new ArrayList<>(provider.required());
    provider.optional().stream().filter(name -> !isAnotherSpelling(provider, name)).forEach(names::add);
    return names.stream().map(name -> of(name, rule(provider, name))).toList();
  }

  /** Of the bearer token. */
  private static boolean isAnotherSpelling(Provider provider, String name) {
    return provider.wire() == WireRegistry.CONVERSE && name.equals("api_key");
  }

  /** What the gateway said of a credential, with the names that the form has for its fields. */
  static String labelled(Provider provider, String message) {
    String labelled = message;
    for (String name : provider.optional()) {
      if (isAnotherSpelling(provider, name)) {
        labelled = labelled.replace(", " + name, "");
      }
    }
    for (CredentialField field : of(provider)) {
      labelled = labelled.replaceAll("'?\\b" + field.name + "\\b'?", field.label);
    }
    return labelled;
  }

  private static String rule(Provider provider, String name) {
    List<String> ways = CredentialSet.ways(provider);
    if (ways.size() > 1 && ways.contains(name)) {
      return "One is required: " + String.join(" or ", ways.stream().map(CredentialField::label).toList()) + ".";
    }
    return provider.required().contains(name) ? "Required." : "Optional.";
  }

  private static CredentialField of(String name, String rule) {
    return switch (name) {
      case "api_base" -> new CredentialField(name, label(name), "text", rule + " Its host must be one that the operator allows.");
      case "api_version" -> new CredentialField(name, label(name), "text", rule + " Such as 2024-10-21.");
      case "aws_region_name" -> new CredentialField(name, label(name), "text", rule + " Such as us-east-1.");
      case "aws_access_key_id" -> new CredentialField(name, label(name), "text", "With the secret access key.");
      case "aws_secret_access_key" -> new CredentialField(name, label(name), "password", "With the access key id.");
      case "aws_session_token" -> new CredentialField(name, label(name), "password", "Only for temporary keys.");
      case "aws_bearer_token_bedrock" -> new CredentialField(name, label(name), "password", "Instead of the access key pair.");
      case "vertex_project" -> new CredentialField(name, label(name), "text", rule + " Its id.");
      case "vertex_location" -> new CredentialField(name, label(name), "text", rule + " Such as us-central1.");
      case "vertex_credentials" -> new CredentialField(name, label(name), "password", rule + " The key file's base64.");
      default -> new CredentialField(name, label(name), "password", rule);
    };
  }

  private static String label(String name) {
    return switch (name) {
      case "api_key" -> "API key";
      case "api_base" -> "Base URL";
      case "api_version" -> "API version";
      case "aws_region_name" -> "AWS region";
      case "aws_access_key_id" -> "Access key id";
      case "aws_secret_access_key" -> "Secret access key";
      case "aws_session_token" -> "Session token";
      case "aws_bearer_token_bedrock" -> "Bedrock API key";
      case "azure_ad_token" -> "Microsoft Entra token";
      case "vertex_project" -> "Google Cloud project";
      case "vertex_location" -> "Google Cloud location";
      case "vertex_credentials" -> "Service account key file";
      default -> name.replace('_', ' ');
    };
  }
}
