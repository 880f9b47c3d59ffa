package app.orqen.dispatch;

import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** Tells an {@link UpstreamCall} what happens to it inside the HTTP client. */
final class CallInterceptor implements ExecChainHandler {

  @Override
  public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (!(scope.originalRequest.getEntity() instanceof UpstreamBody body)) {
      return chain.proceed(request, scope);
    }
    UpstreamCall call = body.call();
    call.sending((Cancellable) scope.originalRequest);
    try {
      ClassicHttpResponse response = chain.proceed(request, scope);
      call.head(response.getCode());
      return response;
    } catch (IOException | HttpException | RuntimeException e) {
      call.failed();
      throw e;
    }
  }
}
