package app.orqen.provider.auth;

import app.orqen.credential.CredentialField;
import app.orqen.vault.Credential;
import java.util.Set;
import org.apache.camel.Message;

/** The scheme {@code azure}: a token of Microsoft Entra as a bearer token, or a key of the resource as {@code api-key}. */
public final class AzureScheme implements AuthScheme {

  private static final AuthScheme KEY = new HeaderScheme("api-key");

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
      KEY.apply(credential, call);
    }
  }
}
