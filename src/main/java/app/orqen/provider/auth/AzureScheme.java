package app.orqen.provider.auth;

import app.orqen.credential.CredentialField;
import app.orqen.vault.Credential;
import java.util.Set;
import org.apache.camel.Message;

/**
 * The scheme {@code azure} or {@code azure <header>}: a token of Microsoft Entra as a bearer token, or a key of the resource in
 * a header, which is {@code api-key} unless the route file names another.
 */
public final class AzureScheme implements AuthScheme {

  private final AuthScheme key;

  private AzureScheme(AuthScheme key) {
    this.key = key;
  }

  public AzureScheme() {
    this(new HeaderScheme("api-key"));
  }

  @Override
  public AuthScheme with(String argument) {
    return argument.isEmpty() ? this : new AzureScheme(key.with(argument));
  }

  @Override
  public String name() {
    return "azure";
  }

  @Override
  public Set<CredentialField> proofs() {
    return Set.of(CredentialField.API_KEY, CredentialField.AZURE_AD_TOKEN);
  }

  @Override
  public void apply(Credential credential, Message call) {
    if (!BearerScheme.put(credential, CredentialField.AZURE_AD_TOKEN, call)) {
      key.apply(credential, call);
    }
  }
}
