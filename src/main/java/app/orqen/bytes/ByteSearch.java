package app.orqen.bytes;

/** Finds a sequence of bytes in an array. */
public final class ByteSearch {

  private ByteSearch() {}

  /**
   * Returns where some bytes first begin within a stretch, or -1.
   *
   * @param from the stretch's first index
   * @param to the index behind its last
   * @param wanted at least one byte
   */
  public static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
    int last = to - wanted.length;
    byte first = wanted[0];
    for (int i = from; i <= last; i++) {
      if (bytes[i] == first && matches(bytes, i, wanted)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(byte[] bytes, int at, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
