package app.orqen.dispatch.bedrock;

import app.orqen.credential.CredentialField;
import app.orqen.vault.Credential;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** A credential for Bedrock as the AWS SDK wants it. */
final class AwsCredential {

  private AwsCredential() {}

  /** Returns the bearer token, or null when the credential is a pair of keys. */
  static String bearer(Credential credential) {
    String bearer = credential.reveal(CredentialField.AWS_BEARER_TOKEN_BEDROCK);
    return bearer != null ? bearer : credential.reveal(CredentialField.API_KEY);
  }

  static AwsCredentials keys(Credential credential) {
    String id = credential.reveal(CredentialField.AWS_ACCESS_KEY_ID);
    String secret = credential.reveal(CredentialField.AWS_SECRET_ACCESS_KEY);
    String session = credential.reveal(CredentialField.AWS_SESSION_TOKEN);
    return session == null ? AwsBasicCredentials.create(id, secret) : AwsSessionCredentials.create(id, secret, session);
  }
}
