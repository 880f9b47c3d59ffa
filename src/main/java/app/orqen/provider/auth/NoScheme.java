package app.orqen.provider.auth;

import app.orqen.credential.CredentialField;
import app.orqen.vault.Credential;
import java.util.EnumSet;
import java.util.Set;
import org.apache.camel.Message;

/** The scheme {@code none}: there is no credential, or a step of the provider's own route puts it on the call. */
public final class NoScheme implements AuthScheme {

  @Override
  public String name() {
    return "none";
  }

  @Override
  public Set<CredentialField> proofs() {
    return EnumSet.allOf(CredentialField.class);
  }

  @Override
  public void apply(Credential credential, Message call) {
    // nothing is to be put there
  }
}
