package app.orqen.dispatch.bedrock;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Has the SDK sign and send the gateway's own bytes, to the address of the provider's route. */
final class OwnBytes implements ExecutionInterceptor {

  @Override
  public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    ConverseCall call = attributes.getAttribute(ConverseCall.ATTRIBUTE);
    return call == null ? context.httpRequest() : context.httpRequest().toBuilder()
        .encodedPath(URI.create(call.destination().url()).getRawPath())
        .putHeader("Content-Length", Long.toString(call.body().getContentLength()))
        .build();
  }

  @Override
  public Optional<RequestBody> modifyHttpContent(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    ConverseCall call = attributes.getAttribute(ConverseCall.ATTRIBUTE);
    return call == null ? context.requestBody() : Optional.of(
        RequestBody.fromContentProvider(call.body()::getContent, call.body().getContentLength(), call.body().getContentType()));
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
    ConverseCall call = attributes.getAttribute(ConverseCall.ATTRIBUTE);
    if (call != null) {
      call.handOver();
    }
  }
}
