package app.orqen.dispatch;

import app.orqen.request.Slice;
import app.orqen.vault.Credential;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.apache.camel.Message;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Puts a Bedrock credential on a call: a bearer token as it is, keys as a SigV4 signature. */
final class AwsSigner {

  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private AwsSigner() {}

  static void sign(Message message, String url, String region, List<Slice> body, Credential credential) {
    String bearer = bearer(credential);
    if (bearer != null) {
      message.setHeader("Authorization", "Bearer " + bearer);
      return;
    }
    SdkHttpRequest request = SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(URI.create(url)).build();
    ContentStreamProvider payload = () -> stream(body);
    SignedRequest signed = SIGNER.sign(r -> r.identity(identity(credential)).request(request).payload(payload)
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    signed.request().headers().forEach((name, values) -> message.setHeader(name, values.get(0)));
    message.removeHeader("Host"); // the HTTP client writes the same
  }

  private static String bearer(Credential credential) {
    String bearer = credential.reveal("aws_bearer_token_bedrock");
    return bearer != null ? bearer : credential.reveal("api_key");
  }

  private static AwsCredentialsIdentity identity(Credential credential) {
    String id = credential.reveal("aws_access_key_id");
    String secret = credential.reveal("aws_secret_access_key");
    String session = credential.reveal("aws_session_token");
    return session == null
        ? AwsCredentialsIdentity.create(id, secret)
        : AwsSessionCredentialsIdentity.create(id, secret, session);
  }

  private static InputStream stream(List<Slice> body) {
    return new SequenceInputStream(Collections.enumeration(body.stream()
        .map(slice -> (InputStream) new ByteArrayInputStream(slice.bytes(), slice.offset(), slice.length())).toList()));
  }
}
