package app.orqen.auto;

import app.orqen.auto.pick.Mode;
import java.math.BigDecimal;
import java.util.List;

/**
 * What an account wants of {@code orqen/*}.
 *
 * @param mode what {@code orqen/auto} means
 * @param providers the ids of the providers that may be picked; null for all that are connected
 * @param maxCostUsd the most that one request may cost by estimate, in US dollars; null for any
 */
record Preferences(Mode mode, List<String> providers, BigDecimal maxCostUsd) {

  /** What holds until an account says something else. */
  static final Preferences DEFAULT = new Preferences(Mode.AUTO, null, null);
}
