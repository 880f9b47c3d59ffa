package app.orqen.provider.auth;

import app.orqen.credential.CredentialField;
import app.orqen.vault.Credential;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Message;

/**
 * The scheme {@code header <name>}: the field {@code api_key} as the value of a header.
 *
 * @param header the header's name in lower case; empty before a route file has given one
 */
public record HeaderScheme(String header) implements AuthScheme {

  @Override
  public String name() {
    return "header";
  }

  @Override
  public Set<CredentialField> proofs() {
    return Set.of(CredentialField.API_KEY);
  }

  @Override
  public AuthScheme with(String argument) {
    if (!argument.matches("\\S+")) {
      throw new IllegalArgumentException("auth is 'header " + argument + "', but must be 'header' and one name");
    }
    return new HeaderScheme(argument.toLowerCase(Locale.ROOT));
  }

  @Override
  public void apply(Credential credential, Message call) {
    String key = credential.reveal(CredentialField.API_KEY);
    if (key != null) {
      call.setHeader(header, key);
    }
  }
}
