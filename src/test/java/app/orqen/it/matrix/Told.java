package app.orqen.it.matrix;

import java.util.List;

/**
 * What an SDK told its user.
 *
 * @param calls id, name and arguments of each call
 * @param end null when it was told none
 * @param failure null when all went well; with a failure the rest is what came before it
 */
record Told(String text, List<String> calls, Reply.End end, long input, long output, Failure failure) {

  /** An SDK's exception. */
  record Failure(int status, String type, String message, String retryAfter) {}

  /**
   * A call that failed.
   *
   * @param finished whether the SDK had been told an end before
   */
  static Told failed(String text, boolean finished, Failure failure) {
    return new Told(text, List.of(), finished ? Reply.End.DONE : null, 0, 0, failure);
  }
}
