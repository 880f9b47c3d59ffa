package app.orqen.start;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;

/** Keeps each call to a provider as text in the place of sending it. */
final class CaughtCalls implements ExecChainHandler {

  private final Queue<String> calls = new ConcurrentLinkedQueue<>();

  @Override
  public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException {
    String headers = Arrays.stream(request.getHeaders()).map(header -> header.getName() + ": " + header.getValue())
        .sorted(String.CASE_INSENSITIVE_ORDER).collect(Collectors.joining("\n"));
    HttpEntity entity = request.getEntity();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (entity != null) {
      entity.writeTo(body);
      headers += (headers.isEmpty() ? "" : "\n") + (entity.getContentType() == null || request.containsHeader("Content-Type")
          ? "" : "Content-Type: " + entity.getContentType());
    }
    calls.add(request.getMethod() + " " + scope.route.getTargetHost().toURI().replaceFirst("^(https://.*):443$|^(http://.*):80$", "$1$2") + request.getRequestUri() + "\n"
        + headers.strip() + "\n\n" + body.toString(StandardCharsets.UTF_8));
    throw new IOException("The command 'try' sends nothing.");
  }

  /** Returns what was caught since the last time. */
  List<String> take() {
    List<String> taken = new ArrayList<>();
    for (String call = calls.poll(); call != null; call = calls.poll()) {
      taken.add(call);
    }
    return taken;
  }
}
