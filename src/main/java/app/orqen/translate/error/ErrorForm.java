package app.orqen.translate.error;

import java.nio.charset.StandardCharsets;

/** How a surface writes errors, as HTTP bodies and as events of a stream. One implementation a wire. */
public interface ErrorForm {

  /** Returns an error's type as the surface spells it. */
  String type(ErrorKind kind);

  /** Returns the type that an error of an HTTP status has. */
  default String type(int status) {
    return type(ErrorKind.ofStatus(status));
  }

  /** Returns the name of the response header that repeats the error's type, or null when the surface has no such header. */
  default String typeHeader() {
    return null;
  }

  /** Returns the HTTP status of a provider's error towards the surface's clients. */
  default int status(ProviderError error) {
    return error.kind() == ErrorKind.OVERLOADED ? ErrorKind.OVERLOADED.status() : error.status();
  }

  /** Writes the body of an error answer. */
  byte[] body(ErrorText error, String requestId);

  /** Writes the last event of a stream that ends in an error. */
  byte[] event(ErrorText error, String requestId);

  /** Writes a provider's error as the last event of a stream. */
  default byte[] event(ProviderError error, String requestId) {
    return event(text(error), requestId);
  }

  private ErrorText text(ProviderError error) {
    return new ErrorText(error.kind(), type(error.kind()), error.code(), error.param(), error.message());
  }

  /** Returns a server-sent event: what comes before the JSON, the JSON, and a blank line. */
  static byte[] sse(String head, byte[] json) {
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] event = new byte[start.length + json.length + 2];
    System.arraycopy(start, 0, event, 0, start.length);
    System.arraycopy(json, 0, event, start.length, json.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }
}
