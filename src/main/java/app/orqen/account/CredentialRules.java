package app.orqen.account;

import app.orqen.credential.CredentialField;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.vault.StoredCredential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says which fields a provider's credential may have, and what of a stored one may be shown. */
final class CredentialRules {

  private CredentialRules() {}

  /** Returns all the fields that a provider's credential may have. */
  static List<String> known(Provider provider) {
    List<String> known = new ArrayList<>(provider.required());
    known.addAll(provider.optional());
    return known;
  }

  /** Returns the error for a field that a provider's credential can't have. */
  static GatewayException unknown(Provider provider, String name) {
    List<String> known = known(provider);
    return GatewayException.badRequest(ErrorCode.UNKNOWN_FIELD, name, "'" + name + "' isn't a field of " + provider.title()
        + "; " + (known.isEmpty() ? "it needs no credential." : "its fields are " + String.join(", ", known) + "."));
  }

  /** Returns the body's field {@code name}, by which an account's credentials for one provider are told apart. */
  static String name(Fields body) {
    String name = body.string("name");
    if (!name.matches(StoredCredential.NAME)) {
      throw Fields.invalid("name", "must be 1 to 40 of the characters a-z, 0-9 and '-'");
    }
    return name;
  }

  /**
   * Returns what may be shown of a credential, such as {@code sk-…abcd}: its last four characters, with {@code sk-} before them when
   * the value begins with that. A value of eight characters or fewer shows none of them.
   */
  static String preview(Map<String, String> fields) {
    String value = CredentialField.proofs().stream().map(CredentialField::field).filter(fields::containsKey).map(fields::get).findFirst().orElse("");
    String tail = value.length() > 8 ? value.substring(value.length() - 4) : "";
    return (value.startsWith("sk-") ? "sk-…" : "…") + tail;
  }
}
