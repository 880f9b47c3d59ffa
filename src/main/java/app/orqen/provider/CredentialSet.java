package app.orqen.provider;

import app.orqen.credential.CredentialField;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which credential fields go together: both halves of an AWS key pair, and not two ways to prove
 * who calls. */
public final class CredentialSet {

  private static final String ID = CredentialField.AWS_ACCESS_KEY_ID.field();
  private static final String SECRET = CredentialField.AWS_SECRET_ACCESS_KEY.field();
  private static final String SESSION = CredentialField.AWS_SESSION_TOKEN.field();
  private static final String BEARER = CredentialField.AWS_BEARER_TOKEN_BEDROCK.field();

  private CredentialSet() {}

  /**
   * Refuses a set of fields that isn't a complete credential of a provider.
   *
   * @param code the error's code when a field is missing
   * @throws GatewayException 400 that names the fields
   */
  public static void require(Provider provider, Set<String> given, ErrorCode code) {
    requireConsistent(given, code);
    for (String name : provider.required()) {
      if (!given.contains(name)) {
        throw missing(name, code, given);
      }
    }
    List<String> ways = ways(provider);
    List<String> taken = ways.stream().filter(given::contains).toList();
    if (taken.size() > 1) {
      throw contradictory(taken);
    }
    if (ways.size() > 1 && taken.isEmpty()) {
      throw GatewayException.badRequest(code, ways.get(0), provider.title() + " needs one of: "
          + String.join(", ", ways.stream().map(way -> way.equals(ID) ? ID + " and " + SECRET : way).toList()) + ".");
    }
    if (given.isEmpty()) {
      throw nothing(provider, code);
    }
  }

  /** Returns the fields of which a caller may choose one to prove itself to a provider; empty if the provider leaves no choice. */
  public static List<String> ways(Provider provider) {
    return CredentialField.proofs().stream().map(CredentialField::field).filter(provider.optional()::contains).toList();
  }

  /**
   * Refuses half an AWS key pair, and a pair together with AWS's bearer token. Neither makes sense for any provider.
   *
   * @throws GatewayException 400 that names the fields
   */
  public static void requireConsistent(Set<String> given, ErrorCode code) {
    Predicate<String> has = given::contains;
    if (has.test(ID) || has.test(SECRET) || has.test(SESSION)) {
      for (String name : List.of(ID, SECRET)) {
        if (!has.test(name)) {
          throw missing(name, code, given);
        }
      }
      if (has.test(BEARER)) {
        throw contradictory(List.of(ID, BEARER));
      }
    }
  }

  private static GatewayException nothing(Provider provider, ErrorCode code) {
    List<String> optional = provider.optional();
    return optional.isEmpty()
        ? GatewayException.badRequest(ErrorCode.INVALID_VALUE, "provider",
            provider.title() + " needs no credential: call it without storing one.")
        : GatewayException.badRequest(code, optional.get(0),
            "Give at least one of the fields of " + provider.title() + ": " + String.join(", ", optional) + ".");
  }

  private static GatewayException missing(String name, ErrorCode code, Set<String> given) {
    return GatewayException.badRequest(code, name, "The credential is incomplete: '" + name + "' is missing"
        + (given.isEmpty() ? "." : "; given: " + String.join(", ", given) + "."));
  }

  private static GatewayException contradictory(List<String> names) {
    return GatewayException.badRequest(ErrorCode.PROVIDER_CREDENTIALS_CONTRADICTORY, names.get(1),
        "Give only one of these: " + String.join(", ", names) + ".");
  }
}
