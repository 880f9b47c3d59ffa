package app.orqen.relay;

import app.orqen.reply.GatewayException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Watches an OpenAI chat stream on its way through, event by event: what was used, whether it said that it is done, whether
 * it is an error. Bytes pass as they are, but for the usage chunk that only the gateway asked for. Not thread-safe; does no
 * I/O.
 */
final class OpenAiStream {

  private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

  private final SseEvents events = new SseEvents();
  private final boolean hideUsage;
  private final Redactor redactor;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

  private boolean done;
  private GatewayException error;
  private AnswerScan usage;

  OpenAiStream(boolean hideUsage, Redactor redactor) {
    this.hideUsage = hideUsage;
    this.redactor = redactor;
  }

  /** Takes what has come; {@link #takeOutput()} has what may go on. */
  void feed(byte[] bytes, int offset, int length) {
    events.add(bytes, offset, length);
    for (int[] event = events.next(); event != null && !isOver(); event = events.next()) {
      event(events.buffer(), event[0], event[1]);
    }
  }

  /** The provider's stream is at its end: a last event may lack its blank line. */
  void end() {
    byte[] rest = events.rest();
    if (!isOver() && new String(rest, StandardCharsets.UTF_8).strip().equals("data: [DONE]")) {
      feed("\n\n".getBytes(StandardCharsets.US_ASCII), 0, 2);
    }
  }

  private void event(byte[] bytes, int from, int to) {
    int dataStart = -1;
    int dataEnd = -1;
    int dataLines = 0;
    for (int line = from; line < to; ) {
      int lineEnd = lineEnd(bytes, line, to);
      if (isData(bytes, line, lineEnd)) {
        dataLines++;
        dataStart = dataStart < 0 ? line + 5 : dataStart;
        dataEnd = lineEnd;
      }
      line = lineEnd + 1;
    }
    if (dataLines == 0) {
      pass(bytes, from, to);
    } else {
      data(bytes, from, to, trimStart(bytes, dataStart, dataEnd), trimEnd(bytes, dataStart, dataEnd));
    }
  }

  private void data(byte[] bytes, int from, int to, int dataStart, int dataEnd) {
    if (equals(bytes, dataStart, dataEnd, DONE)) {
      done = true;
      pass(bytes, from, to);
      return;
    }
    AnswerScan scan = AnswerScan.of(bytes, dataStart, dataEnd - dataStart);
    if (scan == null) {
      error = GatewayException.of(502, "provider_unreachable", "The provider's stream holds what is no JSON object.");
      return;
    }
    if (scan.isError) {
      error = ProviderErrors.inAnswer(scan, redactor);
      return;
    }
    if (scan.hasUsage) {
      usage = scan;
    }
    if (!(hideUsage && scan.hasUsage && scan.choicesEmpty)) {
      pass(bytes, from, to);
    }
  }

  private void pass(byte[] bytes, int from, int to) {
    if (redactor.finds(bytes, from, to)) {
      out.writeBytes(redactor.redact(java.util.Arrays.copyOfRange(bytes, from, to)));
    } else {
      out.write(bytes, from, to - from);
    }
  }

  private static int lineEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  private static boolean isData(byte[] bytes, int from, int to) {
    return to - from >= 5 && bytes[from] == 'd' && bytes[from + 1] == 'a' && bytes[from + 2] == 't'
        && bytes[from + 3] == 'a' && bytes[from + 4] == ':';
  }

  private static int trimStart(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] <= ' ') {
      i++;
    }
    return i;
  }

  private static int trimEnd(byte[] bytes, int from, int to) {
    int i = to;
    while (i > from && bytes[i - 1] <= ' ') {
      i--;
    }
    return i;
  }

  private static boolean equals(byte[] bytes, int from, int to, byte[] wanted) {
    return java.util.Arrays.equals(bytes, from, to, wanted, 0, wanted.length);
  }

  /** Events that may go to the client; empty when there are none yet. */
  byte[] takeOutput() {
    byte[] output = out.toByteArray();
    out.reset();
    return output;
  }

  boolean isOver() {
    return done || error != null;
  }

  /** The provider said {@code [DONE]}. */
  boolean isDone() {
    return done;
  }

  /** The error that the stream holds, or null. */
  GatewayException error() {
    return error;
  }

  /** The last usage that the stream told, or null. */
  AnswerScan usage() {
    return usage;
  }
}
