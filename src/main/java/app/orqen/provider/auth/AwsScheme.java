package app.orqen.provider.auth;

import app.orqen.credential.CredentialField;
import app.orqen.vault.Credential;
import java.util.Set;
import org.apache.camel.Message;

/**
 * The scheme {@code aws}: a signature of the whole call. It needs the address and the body, which are not there yet when
 * credentials are injected, so that a later step of the template {@code bedrock} puts it on the call.
 */
public final class AwsScheme implements AuthScheme {

  @Override
  public String name() {
    return "aws";
  }

  @Override
  public Set<CredentialField> proofs() {
    return Set.of(CredentialField.AWS_ACCESS_KEY_ID, CredentialField.AWS_BEARER_TOKEN_BEDROCK, CredentialField.API_KEY);
  }

  @Override
  public void apply(Credential credential, Message call) {
    // signAws or converseRequest does
  }
}
