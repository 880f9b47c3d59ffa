package app.orqen.relay;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.Message;

/** Chooses the headers of a provider's answer that its caller gets. The content type is set with the body. */
final class HeadersDown {

  private static final List<String> PROVIDER_REQUEST_ID =
      List.of("x-request-id", "request-id", "x-amzn-requestid", "apim-request-id");

  private HeadersDown() {}

  static void copy(Message answer, BiConsumer<String, String> to, int status, Redactor redactor) {
    for (Map.Entry<String, Object> header : answer.getHeaders().entrySet()) {
      if (!(header.getValue() instanceof String text)) {
        continue;
      }
      String name = header.getKey().toLowerCase(Locale.ROOT);
      boolean passes = switch (name) {
        // The gateway answers a redirection with a 502 of its own.
        case "retry-after", "retry-after-ms" -> status >= 400;
        case "openai-processing-ms", "x-should-retry" -> true;
        default -> name.startsWith("anthropic-ratelimit-");
      };
      if (passes) {
        to.accept(name, redactor.redact(text));
      } else if (PROVIDER_REQUEST_ID.contains(name)) {
        to.accept("x-orqen-provider-request-id", redactor.redact(text));
      }
    }
  }
}
