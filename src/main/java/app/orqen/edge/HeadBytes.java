package app.orqen.edge;

/** Whether bytes are the beginning of a request's head (RFC 9112, sections 2.1, 2.2 and 3), and how far it goes. */
final class HeadBytes {

  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};

  private HeadBytes() {}

  /**
   * Returns whether bytes can become the head of a request, but aren't the whole of one. A head ends with an empty line. The end
   * of a line is LF, with or without a CR before it, as Tomcat has it.
   */
  static boolean isUnfinished(byte[] bytes, int from, int to) {
    int start = from;
    while (start < to && (bytes[start] == '\r' || bytes[start] == '\n')) {
      start++;
    }
    int lineEnd = endOfLine(bytes, start, to);
    if (lineEnd < 0) {
      return isText(bytes, start, to);
    }
    if (!isRequestLine(bytes, start, lineEnd)) {
      return false;
    }
    for (int end = lineEnd; end >= 0; end = endOfLine(bytes, end + 1, to)) {
      int next = end + 1 < to && bytes[end + 1] == '\r' ? end + 2 : end + 1;
      if (next < to && bytes[next] == '\n') {
        return false;
      }
    }
    return true;
  }

  /** Returns where the next LF is, or -1. */
  private static int endOfLine(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static boolean isText(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < ' ' && !(bytes[i] == '\r' && i == to - 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRequestLine(byte[] bytes, int from, int lineEnd) {
    int end = lineEnd > from && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    int version = end - VERSION.length - 1;
    if (version <= from || !isText(bytes, from, end)) {
      return false;
    }
    for (int i = 0; i < VERSION.length; i++) {
      if (bytes[version + i] != VERSION[i]) {
        return false;
      }
    }
    return true;
  }
}
