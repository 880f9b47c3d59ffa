package app.orqen.tokens;

import com.knuddels.jtokkit.api.Encoding;

/**
 * Counts the tokens of one request's texts: with the vocabulary as long as that takes no more than a moment, and the rest by the
 * proportion that was found so far. Not safe for use by several threads.
 */
public final class TokenMeter {

  /** So many characters are counted with the vocabulary, about a second of one processor. */
  private static final int MOST_CHARACTERS = 1_000_000;
  /** The tokenizer takes texts in pieces of at most so many characters, which end at a space where there is one. */
  private static final int PIECE = 4096;
  /** It takes the square of the time for letters without a space, so that a longer run is cut. */
  private static final int LETTERS = 256;

  private final Encoding encoding;
  private int left = MOST_CHARACTERS;
  private double exact;
  private double quick;
  private double rest;

  private TokenMeter(Encoding encoding) {
    this.encoding = encoding;
  }

  /** Returns a meter that counts with a vocabulary, or estimates while that isn't there. */
  public static TokenMeter of(Vocabulary vocabulary) {
    return new TokenMeter(vocabulary.get());
  }

  /** Adds a text. */
  public void add(String text) {
    int counted = encoding == null ? 0 : Math.min(text.length(), left);
    if (counted > 0) {
      String head = counted == text.length() ? text : text.substring(0, counted);
      left -= counted;
      exact += count(head);
      quick += QuickTokens.count(head);
    }
    if (counted < text.length()) {
      rest += QuickTokens.count(counted == 0 ? text : text.substring(counted));
    }
  }

  /** Returns the tokens of all texts. */
  public double total() {
    return exact + (quick == 0 ? rest : rest * exact / quick);
  }

  private long count(String text) {
    long tokens = 0;
    for (int from = 0; from < text.length();) {
      int to = end(text, from);
      tokens += encoding.countTokensOrdinary(text.substring(from, to));
      from = to;
    }
    return tokens;
  }

  /** Returns where the piece ends that begins here, never inside a pair of surrogates. */
  private static int end(String text, int from) {
    int limit = Math.min(text.length(), from + PIECE);
    int letters = 0;
    int space = from;
    for (int i = from; i < limit; i++) {
      char c = text.charAt(i);
      letters = Character.isWhitespace(c) ? 0 : letters + 1;
      if (letters > LETTERS) {
        return whole(text, i);
      }
      space = c == ' ' || c == '\n' ? i : space;
    }
    return limit == text.length() ? limit : space > from ? space : whole(text, limit);
  }

  private static int whole(String text, int end) {
    return Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
  }
}
