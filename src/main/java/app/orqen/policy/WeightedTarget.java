package app.orqen.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of a provider, as a plan names it.
 *
 * @param provider the provider's id
 * @param model the provider's name for the model, which may have slashes
 * @param weight its share where targets are chosen by weight, 1 to {@value #MOST_WEIGHT}
 */
public record WeightedTarget(String provider, String model, int weight) {

  /** The largest weight. */
  public static final int MOST_WEIGHT = 1000;

  private static final Pattern FORM = Pattern.compile("([^/\\s]+)/(\\S+)(?:\\s+weight\\s+(\\d{1,4}))?");

  public WeightedTarget {
    if (provider.isBlank() || model.isBlank() || weight < 1 || weight > MOST_WEIGHT) {
      throw new IllegalArgumentException("A target needs a provider, a model, and a weight from 1 to " + MOST_WEIGHT + ".");
    }
  }

  /**
   * Reads a target as a policy's file has it: {@code provider/model}, or {@code provider/model weight 2}.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static WeightedTarget parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    int weight = !parts.matches() ? 0 : parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
    if (weight < 1 || weight > MOST_WEIGHT) {
      throw new IllegalArgumentException("The target '" + text.strip() + "' can't be understood. Write 'provider/model', or "
          + "'provider/model weight 2' with a weight from 1 to " + MOST_WEIGHT + ".");
    }
    return new WeightedTarget(parts.group(1), parts.group(2), weight);
  }

  /** Returns {@code provider/model}. */
  public String name() {
    return provider + '/' + model;
  }
}
