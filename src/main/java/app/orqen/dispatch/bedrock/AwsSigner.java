package app.orqen.dispatch.bedrock;

import app.orqen.dispatch.address.AwsDestination;
import app.orqen.dispatch.call.UpstreamBody;
import app.orqen.vault.Credential;
import java.net.URI;
import org.apache.camel.Message;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** Puts a Bedrock credential on a call over HTTP: a bearer token as it is, keys as a SigV4 signature. */
final class AwsSigner {

  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private AwsSigner() {}

  static void sign(Message message, AwsDestination destination, UpstreamBody body) {
    Credential credential = body.call().credential();
    String bearer = AwsCredential.bearer(credential);
    if (bearer != null) {
      message.setHeader("Authorization", "Bearer " + bearer);
      return;
    }
    SdkHttpRequest request =
        SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(URI.create(destination.url())).build();
    SignedRequest signed = SIGNER.sign(r -> r.identity(AwsCredential.keys(credential)).request(request)
        .payload(body::getContent)
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
        .putProperty(AwsV4HttpSigner.REGION_NAME, destination.region()));
    signed.request().headers().forEach((name, values) -> message.setHeader(name, values.get(0)));
    message.removeHeader("Host"); // the HTTP client writes the same
  }
}
