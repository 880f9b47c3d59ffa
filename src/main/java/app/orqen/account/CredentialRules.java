package app.orqen.account;

import app.orqen.provider.Provider;
import app.orqen.reply.GatewayException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which credential fields a provider takes together. */
final class CredentialRules {

  private static final String BEARER = "aws_bearer_token_bedrock";
  private static final Set<String> SIGNING = Set.of("aws_access_key_id", "aws_secret_access_key");

  private CredentialRules() {}

  /**
   * Checks that a set is whole and holds nothing foreign. Where a provider takes both AWS keys and Bedrock's token, it
   * is one or the other.
   *
   * @throws GatewayException 400 naming the field
   */
  static void require(Provider provider, Set<String> given) {
    Set<String> known = new LinkedHashSet<>(provider.required());
    known.addAll(provider.optional());
    for (String field : given) {
      if (!known.contains(field)) {
        throw GatewayException.badRequest("unknown_field", field, provider.title() + " takes no '" + field + "'.");
      }
    }
    for (String field : needed(provider, known, given)) {
      if (!given.contains(field)) {
        throw GatewayException.badRequest("missing_field", field, provider.title() + " needs '" + field + "'.");
      }
    }
    if (given.isEmpty()) {
      throw GatewayException.badRequest("missing_field", null, provider.title() + " needs no credential; it may have: "
          + String.join(", ", known) + ".");
    }
  }

  private static Set<String> needed(Provider provider, Set<String> known, Set<String> given) {
    Set<String> needed = new LinkedHashSet<>(provider.required());
    if (!known.contains(BEARER) || !known.containsAll(SIGNING)) {
      return needed;
    }
    needed.removeAll(SIGNING);
    needed.remove(BEARER);
    if (!given.contains(BEARER)) {
      needed.add("aws_access_key_id");
      needed.add("aws_secret_access_key");
    } else if (given.stream().anyMatch(f -> SIGNING.contains(f) || f.equals("aws_session_token"))) {
      throw GatewayException.badRequest("invalid_value", BEARER,
          "'" + BEARER + "' stands alone: give either it or the AWS access key.");
    }
    return needed;
  }
}
