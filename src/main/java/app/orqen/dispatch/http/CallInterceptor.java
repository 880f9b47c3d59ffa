package app.orqen.dispatch.http;

import app.orqen.dispatch.call.ErrorHead;
import app.orqen.dispatch.call.UpstreamBody;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.trace.Tracing;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/** Tells an {@link UpstreamCall} what happens to it inside the HTTP client. */
final class CallInterceptor implements ExecChainHandler {

  private final Tracing tracing;

  /**
   * Creates the interceptor.
   *
   * @param tracing null when calls aren't traced
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
      call.head(response.getCode());
      if (response.getCode() >= 400) {
        call.error(new ErrorHead(
            response.getCode(), text(response, HttpHeaders.RETRY_AFTER), text(response, "x-amzn-ErrorType")));
      } else {
        body.giveBack();
      }
      watch(response, call);
      return response;
    } catch (ConnectionRequestTimeoutException e) {
      call.unsent();
      throw e;
    } catch (IOException | HttpException | RuntimeException e) {
      call.failed();
      throw e;
    }
  }

  private static String text(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  /**
   * Has the call told of each piece. This is below what unpacks a compressed answer, which reads its beginning before the relay
   * reads anything.
   */
  private static void watch(ClassicHttpResponse response, UpstreamCall call) {
    HttpEntity answer = response.getEntity();
    if (answer != null) {
      response.setEntity(new HttpEntityWrapper(answer) {
        @Override
        public InputStream getContent() throws IOException {
          return new Pieces(call, super.getContent());
        }
      });
    }
  }
}
