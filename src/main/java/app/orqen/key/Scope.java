package app.orqen.key;

import java.util.Locale;

/** Which part of the API a key may call. */
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
