package app.orqen.tools.read;

/** A light English stemmer. It makes the common forms of a word equal and hardly changes other languages. */
public final class Stemmer {

  private static final int MIN_STEM = 3;

  private Stemmer() {}

  public static String stem(String word) {
    if (word.length() <= MIN_STEM || !isAscii(word)) {
      return word;
    }
    String stem = withoutPlural(word);
    stem = withoutVerbEnding(stem);
    stem = withoutNounEnding(stem);
    if (stem.endsWith("y") && stem.length() > MIN_STEM) {
      return stem.substring(0, stem.length() - 1) + "i";
    }
    return stem.endsWith("e") && stem.length() > MIN_STEM ? stem.substring(0, stem.length() - 1) : stem;
  }

  private static String withoutPlural(String word) {
    if (word.endsWith("ies") && word.length() > 4) {
      return cut(word, 3) + "y";
    }
    if (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches") || word.endsWith("shes")) {
      return cut(word, 2);
    }
    boolean plural = word.endsWith("s") && !word.endsWith("ss") && !word.endsWith("us") && !word.endsWith("is");
    return plural ? cut(word, 1) : word;
  }

  private static String withoutVerbEnding(String word) {
    String stem = word;
    if (word.endsWith("ing") && hasVowel(word, word.length() - 3)) {
      stem = cut(word, 3);
    } else if (word.endsWith("ied")) {
      return cut(word, 3) + "y";
    } else if (word.endsWith("ed") && !word.endsWith("eed") && hasVowel(word, word.length() - 2)) {
      stem = cut(word, 2);
    } else {
      return word;
    }
    int end = stem.length() - 1;
    boolean doubled = end > 1 && stem.charAt(end) == stem.charAt(end - 1) && "lsz".indexOf(stem.charAt(end)) < 0;
    return doubled ? cut(stem, 1) : stem;
  }

  private static String withoutNounEnding(String word) {
    if (word.length() > 6 && (word.endsWith("tion") || word.endsWith("sion"))) {
      return cut(word, 3);
    }
    if (word.length() > 6 && word.endsWith("ator")) {
      return cut(word, 2);
    }
    if (word.length() > 6 && word.endsWith("ment")) {
      return cut(word, 4);
    }
    if (word.length() > 5 && word.endsWith("ly")) {
      return cut(word, 2);
    }
    return word;
  }

  private static String cut(String word, int letters) {
    return word.substring(0, word.length() - letters);
  }

  private static boolean hasVowel(String word, int end) {
    if (end < MIN_STEM) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      if ("aeiouy".indexOf(word.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAscii(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c < 'a' || c > 'z') {
        return false;
      }
    }
    return true;
  }
}
