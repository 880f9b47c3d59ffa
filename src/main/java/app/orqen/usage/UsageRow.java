package app.orqen.usage;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** The metadata of one model call, as it is stored. */
record UsageRow(Map<String, Object> columns) {

  private static final double NANOS_PER_MILLI = 1e6;

  static UsageRow of(Inbound inbound, String operation, long durationNanos) {
    Outcome outcome = inbound.outcome();
    Instant at = inbound.receivedAt().truncatedTo(ChronoUnit.MILLIS);
    Map<String, Object> row = new HashMap<>();
    row.put("id", inbound.requestId());
    row.put("account", outcome.accountId);
    row.put("key", outcome.keyId);
    row.put("at", at.atOffset(ZoneOffset.UTC));
    row.put("surface", inbound.surface().label());
    row.put("operation", operation);
    row.put("provider", clean(outcome.provider, 60));
    row.put("model", clean(outcome.model, 300));
    row.put("session", clean(outcome.sessionId, 128));
    row.put("stream", outcome.stream);
    row.put("status", outcome.status);
    row.put("code", clean(outcome.errorCode, 100));
    row.put("source", clean(outcome.errorSource, 20));
    row.put("input", outcome.inputTokens);
    row.put("output", outcome.outputTokens);
    row.put("cached", outcome.cachedTokens);
    row.put("toolsIn", outcome.toolsIn);
    row.put("toolsOut", outcome.toolsOut);
    row.put("saved", outcome.tokensSaved);
    row.put("called", outcome.toolsCalled);
    row.put("missed", outcome.toolsMissed);
    row.put("shadow", outcome.pruneShadow);
    row.put("ttft", outcome.firstByteNanos == 0 ? null : outcome.firstByteNanos / NANOS_PER_MILLI);
    row.put("duration", durationNanos / NANOS_PER_MILLI);
    row.put("overhead", Math.max(0, outcome.firstByteNanos - outcome.upstreamNanos) / NANOS_PER_MILLI);
    return new UsageRow(row);
  }

  /** Fits text from a caller into a column or a log line: bounded, and no control characters. */
  static String clean(String text, int longest) {
    if (text == null) {
      return null;
    }
    StringBuilder clean = new StringBuilder(Math.min(text.length(), longest));
    for (int i = 0; i < text.length() && i < longest; i++) {
      char c = text.charAt(i);
      clean.append(Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
    }
    return clean.toString();
  }
}
