package app.orqen.provider.auth;

import app.orqen.credential.CredentialField;
import app.orqen.vault.Credential;
import java.util.Set;
import org.apache.camel.Message;

/** The scheme {@code bearer}: the field {@code api_key} as {@code Authorization: Bearer …}. */
public final class BearerScheme implements AuthScheme {

  @Override
  public String name() {
    return "bearer";
  }

  @Override
  public Set<CredentialField> proofs() {
    return Set.of(CredentialField.API_KEY);
  }

  @Override
  public void apply(Credential credential, Message call) {
    put(credential, CredentialField.API_KEY, call);
  }

  /** Puts a field on a call as a bearer token. Returns whether the credential has it. */
  public static boolean put(Credential credential, CredentialField field, Message call) {
    String token = credential.reveal(field);
    if (token != null) {
      call.setHeader("Authorization", "Bearer " + token);
    }
    return token != null;
  }
}
