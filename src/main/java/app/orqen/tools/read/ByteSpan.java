package app.orqen.tools.read;

/** The place of a JSON value in a request body: from {@code start} to before {@code end}. */
public record ByteSpan(int start, int end) {

  public ByteSpan {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("no span: " + start + " to " + end);
    }
  }

  public int length() {
    return end - start;
  }
}
