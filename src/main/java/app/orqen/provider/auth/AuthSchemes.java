package app.orqen.provider.auth;

import app.orqen.credential.CredentialField;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All schemes, by their names. */
public final class AuthSchemes {

  private final Map<String, AuthScheme> byName;

  public AuthSchemes(Collection<AuthScheme> schemes) {
    byName = new TreeMap<>(schemes.stream().collect(Collectors.toMap(AuthScheme::name, Function.identity())));
  }

  /**
   * Reads a scheme as a route file writes it, such as {@code bearer} or {@code header x-api-key}.
   *
   * @param fields the fields of the provider's credential
   * @throws IllegalArgumentException when there is no such scheme, or when it can't use a field that proves the caller, since a
   *     call would go out without it
   */
  public AuthScheme parse(String text, Collection<CredentialField> fields) {
    String[] words = text.trim().split("\\s+", 2);
    AuthScheme named = byName.get(words[0]);
    if (named == null) {
      throw new IllegalArgumentException(
          "auth is '" + text + "', but must begin with one of " + String.join(", ", byName.keySet()));
    }
    AuthScheme scheme = named.with(words.length == 1 ? "" : words[1]);
    for (CredentialField field : fields) {
      if (field.isProof() && !scheme.proofs().contains(field)) {
        throw new IllegalArgumentException("auth is '" + text + "', which can't use the credential " + field.field());
      }
    }
    return scheme;
  }
}
