package app.orqen.translate.openai;

/**
 * The name of one streamed tool call. OpenAI sends it whole with the first fragment. Some providers send it in pieces, and
 * others repeat it with every fragment. It is whole once arguments begin or the call is over.
 */
public final class CallName {

  private final StringBuilder name = new StringBuilder();
  private boolean whole;

  /** Takes a piece, which may be null. Returns false when it only repeats what is known. */
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

  /** Notes that no piece follows. Returns true when that is new. */
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
