package app.orqen.tools;

/**
 * The request's tools cannot be read although the key has a boundary to enforce on them. This is the one case that does
 * not fail open: the request deserves a 400.
 */
public class InvalidToolsException extends RuntimeException {

  public InvalidToolsException(String message, Throwable cause) {
    super(message, cause);
  }
}
