package app.orqen.dispatch.bedrock;

import app.orqen.dispatch.address.AwsDestination;
import app.orqen.dispatch.call.UpstreamBody;
import app.orqen.reply.HeaderPolicy;
import app.orqen.vault.Credential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.hc.core5.http.Header;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.endpoints.AwsEndpointAttribute;
import software.amazon.awssdk.awscore.endpoints.authscheme.SigV4AuthScheme;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;

/** The steps around the component camel-aws-bedrock: one prepares what it takes, the others read its answer or its failure. */
final class Converse {

  private static final String VARIABLE = "orqenConverse";

  private Converse() {}

  /**
   * Prepares a request for the component. It names the model and, by the SDK's means for a single request, the credential, the
   * address and the way to the bytes that go out.
   */
  static void request(Exchange exchange) {
    Message message = exchange.getMessage();
    AwsDestination destination = AwsDestination.of(exchange);
    UpstreamBody body = (UpstreamBody) message.getBody();
    ConverseCall call = new ConverseCall(destination, headers(message), body);
    exchange.setVariable(VARIABLE, call);
    message.setBody(ConverseRequest.builder()
        .modelId(destination.model())
        .overrideConfiguration(request -> {
          request.putExecutionAttribute(ConverseCall.ATTRIBUTE, call).endpointProvider(endpoint(destination));
          credential(request, body.call().credential());
        }).build());
  }

  private static void credential(AwsRequestOverrideConfiguration.Builder request, Credential credential) {
    String bearer = AwsCredential.bearer(credential);
    if (bearer == null) {
      request.credentialsProvider(StaticCredentialsProvider.create(AwsCredential.keys(credential)));
    } else {
      request.putHeader("Authorization", "Bearer " + bearer).signer((ready, attributes) -> ready);
    }
  }

  /** Returns the host and the region to sign for. {@link OwnBytes} sets the path. */
  private static BedrockRuntimeEndpointProvider endpoint(AwsDestination destination) {
    URI url = URI.create(destination.url());
    Endpoint endpoint = Endpoint.builder().url(URI.create(url.getScheme() + "://" + url.getRawAuthority()))
        .putAttribute(AwsEndpointAttribute.AUTH_SCHEMES, List.of(
            SigV4AuthScheme.builder().signingName("bedrock").signingRegion(destination.region()).build()))
        .build();
    return parameters -> CompletableFuture.completedFuture(endpoint);
  }

  private static Map<String, String> headers(Message message) {
    Map<String, String> headers = new HashMap<>();
    message.getHeaders().forEach((name, value) -> {
      if (value instanceof String text
          && !HeaderPolicy.PROVIDER.applyFilterToCamelHeaders(name, text, message.getExchange())) {
        headers.put(name, text);
      }
    });
    return headers;
  }

  /**
   * Decides about a failure. Bedrock's answer stays an answer, whatever the SDK makes of it. Without an answer the call has
   * failed.
   */
  static void failure(Exchange exchange) throws Exception {
    if (call(exchange).answer() != null) {
      return;
    }
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException network) {
        throw network;
      }
    }
    throw failure;
  }

  /** Puts Bedrock's own bytes in place of the text that the component took from them. Its headers stay. */
  static void answer(Exchange exchange) {
    ConverseCall.Answer answer = call(exchange).answer();
    Message message = exchange.getMessage();
    message.removeHeaders("*", "CamelAwsBedrock*");
    for (Header header : answer.headers()) {
      if (!HeaderPolicy.PROVIDER.applyFilterToExternalHeaders(header.getName(), header.getValue(), exchange)) {
        message.setHeader(header.getName(), header.getValue());
      }
    }
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
    message.setBody(new ByteArrayInputStream(answer.body()));
  }

  private static ConverseCall call(Exchange exchange) {
    ConverseCall call = exchange.getVariable(VARIABLE, ConverseCall.class);
    if (call == null) {
      throw new IllegalStateException("the step converseRequest must come first in the route");
    }
    return call;
  }
}
