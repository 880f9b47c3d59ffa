package app.orqen.trace;

import app.orqen.inbound.CacheOutcome;
import app.orqen.inbound.Outcome;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.apache.hc.core5.http.HttpRequest;

/** The span of one call to a provider. It ends when the last piece of the answer has reached the client. */
public final class CallSpan {

  private static final int LONGEST = 300;
  /** OpenTelemetry's names of providers where they differ from ours. */
  private static final Map<String, String> PROVIDERS = Map.of("bedrock", "aws.bedrock", "gemini", "gcp.gemini",
      "azure", "azure.ai.openai", "azure_ai", "azure.ai.inference", "mistral", "mistral_ai", "xai", "x_ai");

  private final Span span;
  private final Outcome outcome;
  private final HttpRequest request;
  private final String provider;
  private final String model;
  private int status;
  private String failure;

  CallSpan(Span span, Outcome outcome, HttpRequest request) {
    this.provider = outcome.provider();
    this.model = outcome.model();
    this.span = span;
    this.outcome = outcome;
    this.request = request;
  }

  /** Records the status of the provider's answer. */
  public void head(int code) {
    status = code;
  }

  /** Records why another target is asked in this one's place. */
  public void failed(String code) {
    failure = code == null ? "error" : code;
  }

  /** Ends the span, once the request's outcome is complete. */
  public void end() {
    if (span.isRecording()) {
      describe();
    }
    span.end();
  }

  private void describe() {
    String operation = outcome.operation() == null ? "chat" : outcome.operation();
    String asked = model == null ? "" : clean(model);
    span.updateName((operation + " " + asked).trim());
    span.setAttribute("gen_ai.operation.name", operation);
    Tracing.set(span, "gen_ai.provider.name", provider == null ? null : PROVIDERS.getOrDefault(provider, provider));
    span.setAttribute("gen_ai.request.model", asked);
    Tracing.set(span, "gen_ai.response.model", outcome.answeringModel() == null ? null : clean(outcome.answeringModel()));
    Tracing.set(span, "gen_ai.conversation.id", outcome.sessionId() == null ? null : clean(outcome.sessionId()));
    server();
    if (outcome.usage().input() > 0 || outcome.usage().output() > 0) {
      span.setAttribute("gen_ai.usage.input_tokens", outcome.usage().input());
      span.setAttribute("gen_ai.usage.output_tokens", outcome.usage().output());
    }
    if (outcome.usage().cached() > 0) {
      span.setAttribute("gen_ai.usage.cache_read.input_tokens", outcome.usage().cached());
    }
    CacheOutcome.Left left = outcome.cache().left();
    if (left != null) {
      span.setAttribute("orqen.cache.left", clean(left.place()));
      span.setAttribute("orqen.cache.left_tokens", left.tokens());
      span.setAttribute("orqen.cache.left_usd", left.usd().doubleValue());
    }
    if (status > 0) {
      span.setAttribute("http.response.status_code", status);
    }
    String error = status >= 400 ? Integer.toString(status) : failure != null ? failure : outcome.errorCode();
    if (error != null) {
      span.setAttribute("error.type", error);
      span.setStatus(StatusCode.ERROR);
    }
  }

  private void server() {
    try {
      URI uri = request.getUri();
      span.setAttribute("server.address", uri.getHost());
      span.setAttribute("server.port", uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80);
    } catch (URISyntaxException e) {
      // A call without a readable address has no address to record.
    }
  }

  private static String clean(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    return cut.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
  }
}
