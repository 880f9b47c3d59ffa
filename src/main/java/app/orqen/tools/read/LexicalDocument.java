package app.orqen.tools.read;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tool as weighted words. Of a word only its hash is kept, since thousands of tools stay in memory. Two words of one tool
 * with the same 32 bits would only blur its score a little.
 */
public final class LexicalDocument {

  private static final float NAME = 3f;
  private static final float DESCRIPTION = 1f;
  private static final float PARAMETER_NAME = 1f;
  private static final float PARAMETER_TEXT = 0.5f;
  private static final float EXAMPLE = 1f;

  /** How many characters of a required parameter's description are looked at. What follows is usually about the value's form. */
  private static final int MAX_NEED = 120;

  private final int[] words;
  private final float[] weights;
  private final float length;
  private final int[] nameWords;
  private final List<Map<Integer, Float>> needs;

  /** Weighs the words of a tool's name, description, parameters and examples. */
  public LexicalDocument(ToolText tool) {
    Map<Integer, Float> all = new HashMap<>();
    add(tool.name(), NAME, all);
    add(tool.description(), DESCRIPTION, all);
    for (ToolText.Parameter parameter : tool.parameters()) {
      add(parameter.name(), PARAMETER_NAME, all);
      add(parameter.description(), PARAMETER_TEXT, all);
    }
    add(tool.details(), PARAMETER_TEXT, all);
    add(tool.enumValues(), PARAMETER_TEXT, all);
    add(tool.examples(), EXAMPLE, all);
    words = all.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    weights = new float[words.length];
    float sum = 0;
    for (int i = 0; i < words.length; i++) {
      weights[i] = all.get(words[i]);
      sum += weights[i];
    }
    length = sum;
    needs = tool.parameters().stream().filter(ToolText.Parameter::required).map(LexicalDocument::need).toList();
    nameWords = Words.of(tool.name()).stream().mapToInt(String::hashCode).distinct().toArray();
  }

  private static Map<Integer, Float> need(ToolText.Parameter parameter) {
    Map<Integer, Float> words = new HashMap<>();
    String description = parameter.description();
    add(parameter.name(), PARAMETER_NAME, words);
    add(description.substring(0, Math.min(description.length(), MAX_NEED)), PARAMETER_TEXT, words);
    return Map.copyOf(words);
  }

  private static void add(String text, float weight, Map<Integer, Float> into) {
    for (String word : Words.of(text)) {
      into.merge(word.hashCode(), weight, Float::sum);
    }
  }

  /** Returns the sum of the weights of a word, by its hash; 0 when the tool doesn't have it. */
  public float weight(int word) {
    int at = Arrays.binarySearch(words, word);
    return at < 0 ? 0 : weights[at];
  }

  /** Returns the sum of all weights. */
  public float length() {
    return length;
  }

  /** Returns the words of its name. */
  public int[] nameWords() {
    return nameWords;
  }

  /** Returns whether the word is in the tool's name. */
  public boolean isNamed(int word) {
    for (int own : nameWords) {
      if (own == word) {
        return true;
      }
    }
    return false;
  }

  /** Returns the weighted words of each required parameter. */
  public List<Map<Integer, Float>> needs() {
    return needs;
  }
}
