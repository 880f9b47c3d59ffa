package app.orqen.translate.error;

import app.orqen.translate.Wire;
import app.orqen.translate.framing.EventFrameEncoder;
import app.orqen.translate.json.JsonOut;
import java.nio.charset.StandardCharsets;

/** Writes errors in a surface's form, as HTTP bodies and as events of a stream. */
public final class ErrorWriter {

  private ErrorWriter() {}

  public static byte[] body(Wire surface, ProviderError error, String requestId) {
    JsonOut out = new JsonOut();
    switch (surface) {
      case ANTHROPIC -> anthropic(out, error, requestId);
      case CONVERSE -> out.object().field("message", error.message()).endObject();
      default -> openAi(out, error);
    }
    return out.bytes();
  }

  public static byte[] event(Wire surface, ProviderError error, String requestId) {
    return switch (surface) {
      case ANTHROPIC -> sse("event: error\ndata: ", body(surface, error, requestId));
      case CONVERSE -> EventFrameEncoder.exception(error.kind().frameType(), body(surface, error, requestId));
      default -> sse("data: ", body(surface, error, requestId));
    };
  }

  /** What keeps a silent connection alive. OpenAI's SDK breaks on anything but a comment (pitfall P2). */
  public static byte[] keepAlive(Wire surface) {
    return switch (surface) {
      case ANTHROPIC -> "event: ping\ndata: {\"type\":\"ping\"}\n\n".getBytes(StandardCharsets.UTF_8);
      case CONVERSE -> new byte[0]; // The protocol has no empty event that boto3 would skip.
      default -> ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);
    };
  }

  private static void openAi(JsonOut out, ProviderError error) {
    out.object().object("error").field("message", error.message()).field("type", error.kind().type(Wire.OPENAI))
        .field("param", error.param()).field("code", error.code()).endObject().endObject();
  }

  private static void anthropic(JsonOut out, ProviderError error, String requestId) {
    out.object().field("type", "error").object("error").field("type", error.kind().type(Wire.ANTHROPIC))
        .field("message", error.message()).endObject().optional("request_id", requestId).endObject();
  }

  private static byte[] sse(String head, byte[] json) {
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] event = new byte[start.length + json.length + 2];
    System.arraycopy(start, 0, event, 0, start.length);
    System.arraycopy(json, 0, event, start.length, json.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }
}
