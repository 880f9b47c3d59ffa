package app.orqen.tools.embed;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** BERT's uncased tokenizer: words and punctuation marks, split into the longest pieces that the vocabulary has. */
final class WordPiece {

  private static final int MAX_WORD = 100;
  private static final String INSIDE = "##";

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final int begin;
  private final int end;

  WordPiece(Map<String, Integer> vocabulary) {
    this.vocabulary = new HashMap<>(vocabulary);
    this.unknown = vocabulary.get("[UNK]");
    this.begin = vocabulary.get("[CLS]");
    this.end = vocabulary.get("[SEP]");
  }

  /** Returns the pieces' numbers between the marks for begin and end, at most {@code max} including both. */
  int[] encode(String text, int max) {
    List<Integer> pieces = new ArrayList<>();
    pieces.add(begin);
    String clean = withoutAccents(text.toLowerCase(Locale.ROOT));
    int start = -1;
    for (int i = 0; i <= clean.length() && pieces.size() < max - 1; i++) {
      char c = i < clean.length() ? clean.charAt(i) : ' ';
      boolean alone = isPunctuation(c) || Character.isIdeographic(c);
      boolean gap = alone || isSpace(c);
      if (!gap) {
        start = start < 0 ? i : start;
        continue;
      }
      if (start >= 0) {
        addWord(clean.substring(start, i), pieces);
        start = -1;
      }
      if (alone) {
        addWord(String.valueOf(c), pieces);
      }
    }
    List<Integer> fitting = pieces.subList(0, Math.min(pieces.size(), max - 1));
    int[] ids = new int[fitting.size() + 1];
    for (int i = 0; i < fitting.size(); i++) {
      ids[i] = fitting.get(i);
    }
    ids[ids.length - 1] = end;
    return ids;
  }

  private void addWord(String word, List<Integer> pieces) {
    int before = pieces.size();
    int from = 0;
    while (from < word.length()) {
      int to = word.length() > MAX_WORD ? from : word.length();
      Integer id = null;
      for (; to > from && id == null; to--) {
        String piece = word.substring(from, to);
        id = vocabulary.get(from == 0 ? piece : INSIDE + piece);
      }
      if (id == null) {
        pieces.subList(before, pieces.size()).clear();
        pieces.add(unknown);
        return;
      }
      pieces.add(id);
      from = to + 1;
    }
  }

  private static String withoutAccents(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
        StringBuilder kept = new StringBuilder(decomposed.length());
        decomposed
            .chars()
            .filter(c -> !isInvisible(c))
            .forEach(c -> kept.append((char) c));
        return kept.toString();
      }
    }
    return text;
  }

  private static boolean isInvisible(int c) {
    return Character.getType(c) == Character.NON_SPACING_MARK || Character.getType(c) == Character.FORMAT;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }

  private static boolean isPunctuation(char c) {
    if (c < 128) {
      return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
