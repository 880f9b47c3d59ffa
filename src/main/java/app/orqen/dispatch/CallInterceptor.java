package app.orqen.dispatch;

import app.orqen.trace.Tracing;
import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;

/** Tells an {@link UpstreamCall} what happens to it inside the HTTP client. */
final class CallInterceptor implements ExecChainHandler {

  private final Tracing tracing;

  /**
   * Makes one.
   *
   * @param tracing null when there is none
   */
  CallInterceptor(Tracing tracing) {
    this.tracing = tracing;
  }

  @Override
  public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (!(scope.originalRequest.getEntity() instanceof UpstreamBody body)) {
      return chain.proceed(request, scope);
    }
    UpstreamCall call = body.call();
    if (tracing != null) {
      call.traced(tracing.call(call.inbound(), request));
    }
    call.sending((Cancellable) scope.originalRequest);
    try {
      ClassicHttpResponse response = chain.proceed(request, scope);
      Header retryAfter = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
      call.head(response.getCode(), retryAfter == null ? null : retryAfter.getValue());
      return response;
    } catch (IOException | HttpException | RuntimeException e) {
      call.failed();
      throw e;
    }
  }
}
