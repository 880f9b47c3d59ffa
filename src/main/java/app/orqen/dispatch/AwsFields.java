package app.orqen.dispatch;

import app.orqen.request.CredentialFields;
import app.orqen.secret.Secret;
import app.orqen.vault.Credential;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A region in the request goes with a stored credential. */
final class AwsFields {

  static final String REGION = "aws_region_name";

  private AwsFields() {}

  /** Whether the request names no more than the region. */
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
}
