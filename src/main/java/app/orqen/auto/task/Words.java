package app.orqen.auto.task;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * The words of {@code task-words.txt}, as a tree of characters: a text is searched in one pass, whatever its language. Words of
 * scripts without spaces are looked for at each character, others at the beginnings of words.
 */
final class Words {

  /** What a word says about a task. */
  enum Kind {
    /** It takes reasoning, design or proof. */
    HARD,
    /** It takes some composition or explanation. */
    MEDIUM,
    /** It is a small, closed question. */
    EASY,
    /** The system prompt wants labels or fields only. */
    LABEL,
    /** The system prompt is that of an agent that works on its own. */
    AGENT
  }

  static final Words ALL = new Words("task-words.txt");

  private static final int NOTHING = -1;

  /** A place in the tree: the characters that go on, sorted, and the concepts of words that end here. */
  private static final class Node {

    private char[] keys = {};
    private Node[] next = {};
    private int concept = NOTHING;
    private int ofWholeWord = NOTHING;

    Node find(char c) {
      int at = Arrays.binarySearch(keys, c);
      return at < 0 ? null : next[at];
    }

    Node grow(char c) {
      int at = Arrays.binarySearch(keys, c);
      if (at >= 0) {
        return next[at];
      }
      int place = -at - 1;
      Node[] more = new Node[keys.length + 1];
      System.arraycopy(next, 0, more, 0, place);
      System.arraycopy(next, place, more, place + 1, keys.length - place);
      more[place] = new Node();
      next = more;
      keys = Arrays.copyOf(keys, keys.length + 1);
      keys[keys.length - 1] = c;
      Arrays.sort(keys);
      return more[place];
    }
  }

  private final Node root = new Node();
  private final List<Kind> kinds = new ArrayList<>();

  private Words(String file) {
    try (InputStream in = Words.class.getClassLoader().getResourceAsStream(file);
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String line) {
    int space = line.indexOf(' ');
    kinds.add(Kind.valueOf(line.substring(0, space).toUpperCase(Locale.ROOT)));
    for (String word : line.substring(space + 1).split("\\|")) {
      boolean whole = word.endsWith("$");
      Node node = root;
      for (char c : (whole ? word.substring(0, word.length() - 1) : word).toCharArray()) {
        node = node.grow(c);
      }
      if (whole) {
        node.ofWholeWord = kinds.size() - 1;
      } else {
        node.concept = kinds.size() - 1;
      }
    }
  }

  /** The concepts that a text has. */
  static final class Found {

    private final BitSet concepts = new BitSet();
    private final int[] counts = new int[Kind.values().length];

    int count(Kind kind) {
      return counts[kind.ordinal()];
    }
  }

  /** Searches a text. */
  Found find(String text) {
    Found found = new Found();
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!inWord || isWithoutSpaces(c)) {
        walk(text, i, found);
      }
      inWord = Character.isLetterOrDigit(c);
    }
    return found;
  }

  private void walk(String text, int from, Found found) {
    Node node = root;
    for (int i = from; i < text.length(); i++) {
      node = node.find(Character.toLowerCase(text.charAt(i)));
      if (node == null) {
        return;
      }
      note(node.concept, found);
      if (node.ofWholeWord != NOTHING && (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1)))) {
        note(node.ofWholeWord, found);
      }
    }
  }

  private void note(int concept, Found found) {
    if (concept != NOTHING && !found.concepts.get(concept)) {
      found.concepts.set(concept);
      found.counts[kinds.get(concept).ordinal()]++;
    }
  }

  /** Returns whether a character is of a script that writes words without spaces between them, or with endings joined. */
  static boolean isWithoutSpaces(char c) {
    return c >= '\u3040' && c <= '\u30ff' || c >= '\u3400' && c <= '\u9fff' || c >= '\uac00' && c <= '\ud7af';
  }
}
