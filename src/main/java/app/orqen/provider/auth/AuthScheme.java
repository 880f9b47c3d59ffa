package app.orqen.provider.auth;

import app.orqen.credential.CredentialField;
import app.orqen.vault.Credential;
import java.util.Set;
import org.apache.camel.Message;

/** How a credential goes on the wire. */
public interface AuthScheme {

  /** Returns the word by which a route file names it. */
  String name();

  /** Returns the fields that prove the caller in this scheme. */
  Set<CredentialField> proofs();

  /**
   * Returns the scheme with what follows its name in the route file.
   *
   * @param argument the rest, which is empty for most
   * @throws IllegalArgumentException saying what must follow
   */
  default AuthScheme with(String argument) {
    if (!argument.isEmpty()) {
      throw new IllegalArgumentException("auth is '" + name() + "', after which nothing may follow");
    }
    return this;
  }

  /** Returns the credential with what is still missing for a call, such as a token that is asked for with a key. */
  default Credential complete(Credential credential) {
    return credential;
  }

  /** Puts a complete credential on an outgoing call; leaves the call as it is when there is nothing to put there. */
  void apply(Credential credential, Message call);
}
