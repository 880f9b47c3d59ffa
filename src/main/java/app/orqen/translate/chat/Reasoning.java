package app.orqen.translate.chat;

import app.orqen.catalogue.Efforts;
import app.orqen.translate.error.TranslationException;

/**
 * How much the model is to think. Everything may be absent: then the model does what it does.
 *
 * @param mode on, off or as the model likes
 * @param budget tokens, or null
 * @param effort one of {@link app.orqen.catalogue.Efforts#ALL} but "none", or null
 */
public record Reasoning(Mode mode, Integer budget, String effort) {

  public enum Mode {
    DEFAULT,
    ON,
    OFF
  }

  static final Reasoning DEFAULT = new Reasoning(Mode.DEFAULT, null, null);

  /**
   * Reads an effort by its name.
   *
   * @param param what the client calls the field
   * @return null for null
   * @throws TranslationException 400 for a name that nobody knows
   */
  public static String effort(String name, String param) throws TranslationException {
    if (name == null || Efforts.ALL.contains(name)) {
      return name;
    }
    throw TranslationException.invalid(param, param + " must be one of " + String.join(", ", Efforts.ALL) + ".");
  }

  /** Returns what an effort on its own asks for: "none" switches thinking off, null leaves it to the model. */
  public static Reasoning ofEffort(String effort) {
    return effort == null ? DEFAULT : new Reasoning(Mode.ON, null, effort).orOff();
  }

  /** Returns the same with thinking off where its effort is "none". */
  Reasoning orOff() {
    return "none".equals(effort) ? new Reasoning(Mode.OFF, null, null) : this;
  }

  public boolean on() {
    return mode == Mode.ON;
  }

  public boolean off() {
    return mode == Mode.OFF;
  }

  /** Returns the effort by name, from the budget if only that is known; null if neither is. */
  public String effortOrFromBudget() {
    if (effort != null || budget == null) {
      return effort;
    }
    if (budget <= 2048) {
      return "low";
    }
    return budget <= 8192 ? "medium" : "high";
  }
}
