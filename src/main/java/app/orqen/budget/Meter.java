package app.orqen.budget;

import java.time.Instant;
import java.time.LocalDate;

/**
 * One budget in one of its periods. Amounts are billionths of a US dollar, tokens or requests.
 *
 * @param id tells it from all others, and its periods from each other
 * @param subject whose it is, for messages: such as "this key"
 * @param unit what it counts
 * @param limit how much may be used; what is used to its very end still passes
 * @param accountId the account whose usage it counts
 * @param keyId the key whose usage it counts; null: all of the account's
 * @param sessionId the session whose usage it counts; null: that of a period
 * @param from the first UTC day of the period; null for a session
 * @param renewsAt when the next period begins; null: never
 */
record Meter(String id, String subject, Unit unit, long limit, String accountId, String keyId,
    String sessionId, LocalDate from, Instant renewsAt) {

  /** What a budget counts. */
  enum Unit {
    /** Billionths of a US dollar. */
    NANO_USD,
    /** Tokens of input and output. */
    TOKENS,
    /** Requests for which a provider is called. */
    REQUESTS
  }
}
