package app.orqen.translate.chat;

/**
 * How much the model is to think. Everything may be absent: then the model does what it does.
 *
 * @param mode on, off or as the model likes
 * @param budget tokens, or null
 * @param effort one of OpenAI's and Anthropic's names from minimal to max, or null
 */
public record Reasoning(Mode mode, Integer budget, String effort) {

  public enum Mode {
    DEFAULT,
    ON,
    OFF
  }

  static final Reasoning DEFAULT = new Reasoning(Mode.DEFAULT, null, null);

  public boolean on() {
    return mode == Mode.ON;
  }

  public boolean off() {
    return mode == Mode.OFF;
  }

  /** The effort by name, from the budget if only that is known; null if neither is. */
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
