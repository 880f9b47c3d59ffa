package app.orqen.key;

import java.util.Locale;

/** What of the API a key opens. */
public enum Scope {
  /** All of its account's endpoints. */
  ALL,
  /** Model calls, counts of tokens and the list of models: what an agent needs. */
  MODELS,
  /** GET of the account's endpoints. */
  READ;

  /** Returns the name as the API spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
