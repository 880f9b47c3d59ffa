package app.orqen.translate.framing;

import java.util.Map;

/**
 * One message of an Amazon event stream: its string headers ({@code :message-type}, {@code :event-type}, ...) and its payload.
 * Headers of other types are left out, since Bedrock sends none.
 */
public record EventFrame(Map<String, String> headers, byte[] payload, byte[] raw) {

  /** Returns {@code event}, {@code exception} or {@code error}. */
  public String messageType() {
    return headers.getOrDefault(":message-type", "event");
  }

  /** Returns the event's name, or the exception's. */
  public String type() {
    String name = headers.get("exception".equals(messageType()) ? ":exception-type" : ":event-type");
    return name == null ? "" : name;
  }

  public String header(String name) {
    return headers.get(name);
  }
}
