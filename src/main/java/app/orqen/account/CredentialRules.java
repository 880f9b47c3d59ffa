package app.orqen.account;

import app.orqen.provider.Provider;
import app.orqen.reply.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which fields a stored credential must have. AWS takes either a key pair or a bearer token, beside the region. */
final class CredentialRules {

  private static final String KEY_ID = "aws_access_key_id";
  private static final String SECRET = "aws_secret_access_key";
  private static final String SESSION = "aws_session_token";
  private static final String BEARER = "aws_bearer_token_bedrock";

  private CredentialRules() {}

  /** All the fields that a provider's credential may have. */
  static List<String> known(Provider provider) {
    List<String> known = new ArrayList<>(provider.required());
    known.addAll(provider.optional());
    return known;
  }

  /**
   * Refuses an incomplete set.
   *
   * @throws GatewayException 400 that names the missing field
   */
  static void require(Provider provider, Map<String, String> fields) {
    for (String name : provider.required()) {
      requireField(fields, name);
    }
    if (known(provider).contains(BEARER)) {
      boolean pair = fields.containsKey(KEY_ID) || fields.containsKey(SECRET) || fields.containsKey(SESSION);
      if (pair) {
        requireField(fields, KEY_ID);
        requireField(fields, SECRET);
      }
      if (pair == fields.containsKey(BEARER)) {
        throw GatewayException.badRequest("missing_field", pair ? BEARER : KEY_ID,
            "Give either " + KEY_ID + " and " + SECRET + ", or " + BEARER + ".");
      }
    }
    if (fields.isEmpty()) {
      List<String> known = known(provider);
      throw known.isEmpty()
          ? GatewayException.badRequest("invalid_value", "provider",
              provider.title() + " needs no credential: call it without storing one.")
          : GatewayException.badRequest("missing_field", known.get(0),
              "Give at least one of the fields of " + provider.title() + ": " + String.join(", ", known) + ".");
    }
  }

  /** A field that a provider's credential can't have. */
  static GatewayException unknown(Provider provider, String name) {
    List<String> known = known(provider);
    return GatewayException.badRequest("unknown_field", name, "'" + name + "' is no field of " + provider.title()
        + "; " + (known.isEmpty() ? "it needs no credential." : "its fields are " + String.join(", ", known) + "."));
  }

  private static void requireField(Map<String, String> fields, String name) {
    if (!fields.containsKey(name)) {
      throw GatewayException.badRequest("missing_field", name, "The field '" + name + "' is missing.");
    }
  }

  /** What a person may see: the last four characters, after {@code sk-} where the value begins so. */
  static String preview(Map<String, String> fields) {
    String value = fields.getOrDefault(KEY_ID, fields.getOrDefault(BEARER, fields.getOrDefault("api_key", "")));
    String tail = value.length() > 8 ? value.substring(value.length() - 4) : "";
    return (value.startsWith("sk-") ? "sk-…" : "…") + tail;
  }
}
