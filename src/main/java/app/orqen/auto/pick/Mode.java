package app.orqen.auto.pick;

import java.util.Locale;

/** What counts when several models fit. */
public enum Mode {
  /** A model that is capable enough for the task, by price, speed and success. */
  AUTO,
  /** The lowest price of this request. */
  CHEAP,
  /** The shortest time to the first token, as it was observed. */
  FAST,
  /** The highest tier. */
  CAPABLE;

  private static final String PREFIX = "orqen/";

  /** Returns the mode as the API spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name by which a caller asks for it. */
  public String model() {
    return PREFIX + label();
  }

  /** Returns the mode that a model's name asks for, or null when it is another name. */
  public static Mode ofModel(String model) {
    return model.startsWith(PREFIX) ? find(model.substring(PREFIX.length())) : null;
  }

  /** Returns the mode of a spelling, or null. */
  public static Mode find(String label) {
    for (Mode mode : values()) {
      if (mode.label().equals(label)) {
        return mode;
      }
    }
    return null;
  }
}
