package app.orqen.cost;

/** Estimates a request's tokens from the length of its body, without parsing it. */
public final class TokenEstimate {

  private static final int BYTES_PER_TOKEN = 4;
  /** A run of so many bytes of base64's alphabet is a file: no text has such a word, and a list of numbers has commas. */
  private static final int FILE = 2048;
  /** What an image of usual size costs; a file costs a token more for each 100 bytes. */
  private static final int FILE_TOKENS = 1600;
  private static final int FILE_BYTES_PER_TOKEN = 100;

  private TokenEstimate() {}

  /**
   * Returns about how many tokens a JSON body has, at least 1. It looks at a few bytes of each 2 KB only: a window whose last
   * bytes have a space has no file across it.
   */
  public static long of(byte[] body) {
    long files = 0;
    long fileBytes = 0;
    int start = 0;
    while (start + FILE <= body.length) {
      int last = start + FILE - 1;
      while (last >= start && isInWord(body[last])) {
        last--;
      }
      if (last >= start) {
        start = last + 1;
        continue;
      }
      int end = start + FILE;
      while (end < body.length && isInWord(body[end])) {
        end++;
      }
      fileBytes += end - start;
      files += FILE_TOKENS + (end - start) / FILE_BYTES_PER_TOKEN;
      start = end + 1;
    }
    return Math.max(1, (body.length - fileBytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN + files);
  }

  /** Returns whether a byte is one of base64, plain or for addresses, or of an escaped slash or line break in it. */
  private static boolean isInWord(byte c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
        || c == '+' || c == '/' || c == '=' || c == '-' || c == '_' || c == '\\';
  }
}
