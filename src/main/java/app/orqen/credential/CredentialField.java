package app.orqen.credential;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A field of a provider's credential, by LiteLLM's name for it. A provider's route file says which fields it has. Each may come
 * in the body of a model call and in that of {@code PUT /v1/account/providers}.
 */
public enum CredentialField {

  // Proofs come in the order in which error messages and forms offer them.
  AWS_ACCESS_KEY_ID(Use.PROOF, "Access key id", "With the secret access key.", false),
  AWS_SECRET_ACCESS_KEY(Use.PART, "Secret access key", "With the access key id.", true),
  AWS_SESSION_TOKEN(Use.PART, "Session token", "Only for temporary keys.", true),
  AWS_BEARER_TOKEN_BEDROCK(Use.PROOF, "Bedrock API key", "Instead of the access key pair.", true),
  API_KEY(Use.PROOF, "API key", Hint.RULE, true),
  AZURE_AD_TOKEN(Use.PROOF, "Microsoft Entra token", Hint.RULE, true),
  VERTEX_CREDENTIALS(Use.PROOF, "Service account key file", Hint.RULE + " The key file's base64.", true),
  /** May come in a request whose other fields are stored. */
  AWS_REGION_NAME(Use.SETTING_OF_A_CALL, "AWS region", Hint.RULE + " Such as us-east-1.", false),
  API_BASE(Use.SETTING, "Base URL", Hint.RULE + " Its host must be one that the operator allows.", false),
  API_VERSION(Use.SETTING, "API version", Hint.RULE + " Such as 2024-10-21.", false),
  VERTEX_PROJECT(Use.SETTING, "Google Cloud project", Hint.RULE + " Its id.", false),
  VERTEX_LOCATION(Use.SETTING, "Google Cloud location", Hint.RULE + " Such as us-central1.", false);

  private enum Use { PROOF, PART, SETTING, SETTING_OF_A_CALL }

  private static final class Hint {
    static final String RULE = "%s";
  }

  private static final Map<String, CredentialField> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(CredentialField::field, Function.identity()));
  private static final List<CredentialField> PROOFS = Arrays.stream(values()).filter(CredentialField::isProof).toList();

  private final String field = name().toLowerCase(Locale.ROOT);
  private final Use use;
  private final String label;
  private final String hint;
  private final boolean hidden;

  CredentialField(Use use, String label, String hint, boolean hidden) {
    this.use = use;
    this.label = label;
    this.hint = hint;
    this.hidden = hidden;
  }

  /** Returns the names of all fields. */
  public static List<String> names() {
    return Arrays.stream(values()).map(CredentialField::field).toList();
  }

  /** Returns whether a body's field of this name carries a part of a credential. */
  public static boolean isOne(String name) {
    return BY_NAME.containsKey(name);
  }

  /**
   * Returns the field of a name.
   *
   * @throws IllegalArgumentException when there is no such field
   */
  public static CredentialField of(String name) {
    CredentialField field = BY_NAME.get(name);
    if (field == null) {
      throw new IllegalArgumentException("'" + name + "' isn't a field of a credential; those are "
          + String.join(", ", names()));
    }
    return field;
  }

  /** Returns the fields that each prove the caller to the provider. Of a key pair it is the id. */
  public static List<CredentialField> proofs() {
    return PROOFS;
  }

  /** Returns the name in a body. */
  public String field() {
    return field;
  }

  /** Returns the name for people. */
  public String label() {
    return label;
  }

  /**
   * Returns what a form says next to the field.
   *
   * @param rule whether it must be there, as a sentence
   */
  public String hint(String rule) {
    return hint.replace(Hint.RULE, rule);
  }

  /** Returns whether it proves the caller. */
  public boolean isProof() {
    return use == Use.PROOF;
  }

  /** Returns whether its value must never be shown or logged. Settings such as a region may be shown. */
  public boolean isSecret() {
    return use == Use.PROOF || use == Use.PART;
  }

  /** Returns whether a form hides what is typed: an access key's id is kept secret, but people compare it by eye. */
  public boolean isHidden() {
    return hidden;
  }

  /** Returns whether a request may set it and leave all other fields to the stored credential. */
  public boolean isSettingOfACall() {
    return use == Use.SETTING_OF_A_CALL;
  }
}
