package app.orqen.dispatch;

import app.orqen.reply.GatewayException;
import app.orqen.request.CredentialFields;
import app.orqen.secret.Secret;
import app.orqen.vault.Credential;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What of AWS's credential fields goes together: a bearer token alone, or both halves of a key pair. */
final class AwsFields {

  static final String REGION = "aws_region_name";
  private static final String ID = "aws_access_key_id";
  private static final String SECRET = "aws_secret_access_key";
  private static final String SESSION = "aws_session_token";

  private AwsFields() {}

  /** Whether the request names no more than the region, which goes with a stored credential. */
  static boolean isRegionAlone(Set<String> given) {
    return given.equals(Set.of(REGION));
  }

  static Credential withRegion(Credential stored, Secret region) {
    Map<String, Secret> fields = new LinkedHashMap<>();
    for (String name : CredentialFields.ALL) {
      if (stored.reveal(name) != null) {
        fields.put(name, Secret.of(stored.reveal(name)));
      }
    }
    fields.put(REGION, region);
    return new Credential(stored.origin(), fields);
  }

  /** Refuses half a set; the region may stand in the model instead. */
  static void requireWhole(Set<String> given) {
    if (given.contains("aws_bearer_token_bedrock") || given.contains("api_key")) {
      return;
    }
    for (String name : new String[] {ID, SECRET}) {
      if (!given.contains(name)) {
        throw GatewayException.badRequest("provider_credentials_incomplete", name, "Credentials in the request must be "
            + "complete: '" + name + "' is missing" + (given.contains(SESSION) ? " beside " + SESSION : "") + ".");
      }
    }
  }
}
