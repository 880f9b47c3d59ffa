package app.orqen.translate.openai;

/**
 * The name of one streamed tool call. OpenAI sends it whole with the first fragment; some providers send it in pieces,
 * others repeat it with every fragment. It is whole once arguments begin, or the call is over.
 */
public final class CallName {

  private final StringBuilder name = new StringBuilder();
  private boolean whole;

  /** Takes a piece, which may be null; false when it only repeats what is known. */
  boolean add(String piece) {
    if (piece == null || piece.isEmpty()) {
      return true;
    }
    if (whole || piece.contentEquals(name)) {
      return false;
    }
    name.append(piece);
    return true;
  }

  /** No piece follows; true when that is news. */
  boolean end() {
    boolean news = !whole && !isEmpty();
    whole |= news;
    return news;
  }

  boolean isWhole() {
    return whole;
  }

  boolean isEmpty() {
    return name.isEmpty();
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
