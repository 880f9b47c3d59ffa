package app.orqen.trace;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.inbound.RequestListener;
import app.orqen.translate.wire.SurfacePath;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Set;
import org.apache.hc.core5.http.HttpRequest;

/**
 * Makes a span for each request, a child of the caller's trace when it sent one, and below it one for each call to a provider.
 * Names are OpenTelemetry's for HTTP and for generative AI. Spans hold only metadata: no prompt, no answer, no secret.
 */
public final class Tracing implements RequestListener {

  private static final String SCOPE = "app.orqen";
  private static final String ATTRIBUTE = Tracing.class.getName();
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
  private static final double NANOS_PER_MILLI = 1e6;

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final boolean propagate;

  Tracing(OpenTelemetry sdk, boolean propagate) {
    this.tracer = sdk.getTracer(SCOPE);
    this.propagator = sdk.getPropagators().getTextMapPropagator();
    this.propagate = propagate;
  }

  @Override
  public void started(Inbound inbound) {
    Context caller = propagator.extract(Context.root(), inbound.request(), Headers.INSTANCE);
    Span span = tracer.spanBuilder(method(inbound, "HTTP")).setSpanKind(SpanKind.SERVER).setParent(caller)
        .setStartTimestamp(inbound.receivedAt()).startSpan();
    inbound.request().setAttribute(ATTRIBUTE, span);
  }

  @Override
  public void ended(Inbound inbound) {
    Span span = spanOf(inbound);
    if (span == null) {
      return;
    }
    if (span.isRecording()) {
      describe(span, inbound);
    }
    span.end();
  }

  private static Span spanOf(Inbound inbound) {
    return (Span) inbound.request().getAttribute(ATTRIBUTE);
  }

  private static void describe(Span span, Inbound inbound) {
    Outcome outcome = inbound.outcome();
    String route = route(inbound);
    if (route != null) {
      span.updateName(method(inbound, "HTTP") + " " + route);
      span.setAttribute("http.route", route);
    }
    span.setAttribute("http.request.method", method(inbound, "_OTHER"));
    span.setAttribute("http.response.status_code", outcome.status());
    span.setAttribute("url.scheme", inbound.request().getScheme());
    span.setAttribute("orqen.request.id", inbound.requestId());
    set(span, "orqen.account.id", outcome.accountId());
    set(span, "orqen.key.id", outcome.keyId());
    set(span, "error.type", outcome.errorCode());
    if (outcome.firstByteNanos() > 0) {
      span.setAttribute("orqen.ttft_ms", outcome.firstByteNanos() / NANOS_PER_MILLI);
      span.setAttribute("orqen.overhead_ms", outcome.overheadNanos() / NANOS_PER_MILLI);
    }
    if (outcome.status() >= 500 || outcome.brokenOff() != null) {
      span.setStatus(StatusCode.ERROR);
    }
  }

  /** Returns a known HTTP method, or the given text for one that a caller made up. */
  private static String method(Inbound inbound, String unknown) {
    return METHODS.contains(inbound.method()) ? inbound.method() : unknown;
  }

  /** Returns the path of a model call with its variable part named, so that there are few values; null for other paths. */
  private static String route(Inbound inbound) {
    if (inbound.outcome().operation() == null) {
      return null;
    }
    SurfacePath path = inbound.surface().path(inbound.routedPath());
    return path == null ? inbound.routedPath() : path.template();
  }

  static void set(Span span, String name, String value) {
    if (value != null) {
      span.setAttribute(name, value);
    }
  }

  /** Begins the span of a call to a provider, and sends the provider its id with {@code orqen.tracing.propagate}. */
  public CallSpan call(Inbound inbound, HttpRequest request) {
    SpanBuilder builder = tracer.spanBuilder("call").setSpanKind(SpanKind.CLIENT);
    Span parent = spanOf(inbound);
    Context above = parent == null ? Context.root() : Context.root().with(parent);
    Span span = builder.setParent(above).startSpan();
    if (propagate) {
      propagator.inject(above.with(span), request, HttpRequest::setHeader);
    }
    return new CallSpan(span, inbound.outcome(), request);
  }

  private enum Headers implements TextMapGetter<HttpServletRequest> {
    INSTANCE;

    @Override
    public Iterable<String> keys(HttpServletRequest request) {
      return Collections.list(request.getHeaderNames());
    }

    @Override
    public String get(HttpServletRequest request, String name) {
      return request == null ? null : request.getHeader(name);
    }
  }
}
