package app.orqen.translate.framing;

/** The bytes of a stream break its framing: an event past the size bound, a wrong checksum, an impossible length. */
public final class FramingException extends RuntimeException {

  public FramingException(String message) {
    super(message);
  }
}
