package app.orqen.dispatch.bedrock;

import app.orqen.vault.Credential;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** A credential for Bedrock as the AWS SDK wants it. */
final class AwsCredential {

  private AwsCredential() {}

  /** The bearer token, or null when it is a pair of keys. */
  static String bearer(Credential credential) {
    String bearer = credential.reveal("aws_bearer_token_bedrock");
    return bearer != null ? bearer : credential.reveal("api_key");
  }

  static AwsCredentials keys(Credential credential) {
    String id = credential.reveal("aws_access_key_id");
    String secret = credential.reveal("aws_secret_access_key");
    String session = credential.reveal("aws_session_token");
    return session == null ? AwsBasicCredentials.create(id, secret) : AwsSessionCredentials.create(id, secret, session);
  }
}
