package app.orqen.dispatch.credential;

import app.orqen.credential.CredentialField;
import app.orqen.provider.auth.AuthScheme;
import app.orqen.provider.auth.BearerScheme;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.secret.Secret;
import app.orqen.vault.Credential;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheme {@code google}: an access token as a bearer token. A caller that has only a service account's key gets a token for
 * it from {@link GoogleTokenRoute}.
 */
final class GoogleScheme implements AuthScheme {

  private static final Logger LOG = LoggerFactory.getLogger(GoogleScheme.class);

  private final ProducerTemplate camel;

  GoogleScheme(ProducerTemplate camel) {
    this.camel = camel;
  }

  @Override
  public String name() {
    return "google";
  }

  @Override
  public Set<CredentialField> proofs() {
    return Set.of(CredentialField.API_KEY, CredentialField.VERTEX_CREDENTIALS);
  }

  /**
   * Returns the credential with an access token as its {@code api_key}, or the same credential when it has no service account's
   * key.
   *
   * @throws GatewayException 400 when the key can't be read, 424 when Google refuses it, 502 when Google can't be asked
   */
  @Override
  public Credential complete(Credential credential) {
    String key = credential.reveal(CredentialField.VERTEX_CREDENTIALS);
    return key == null ? credential : credential.with(CredentialField.API_KEY, token(credential.fingerprint(), key));
  }

  private Secret token(String fingerprint, String key) {
    Exchange answer = camel.request(GoogleTokenRoute.URI, request -> {
      request.getMessage().setHeader(CaffeineConstants.KEY, fingerprint);
      request.getMessage().setBody(Secret.of(key));
    });
    if (answer.getException() instanceof GatewayException refusal) {
      throw refusal;
    }
    if (answer.getException() != null) {
      LOG.warn("Google's token endpoint can't be reached: {}", answer.getException().toString());
      throw unreachable();
    }
    return answer.getMessage().getBody(GoogleTokenRoute.Token.class).value();
  }

  static GatewayException unreachable() {
    return GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE, "Google's token endpoint can't be reached. Send the request again.");
  }

  @Override
  public void apply(Credential credential, Message call) {
    BearerScheme.put(credential, CredentialField.API_KEY, call);
  }
}
