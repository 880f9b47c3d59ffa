package app.orqen.translate.answer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of stop reasons that no table has, each at most once a minute. */
final class UnknownStops {

  private static final Logger LOG = LoggerFactory.getLogger(UnknownStops.class);
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final int LONGEST = 64;
  private static final int MOST = 100;
  private static final Map<String, Long> TOLD = new ConcurrentHashMap<>();

  private UnknownStops() {}

  /** Returns a provider's word in characters that do no harm in a log line or a message, 64 of them at most. */
  static String printable(String reason) {
    String safe = reason.replaceAll("[^A-Za-z0-9_.:-]", "_");
    return safe.length() > LONGEST ? safe.substring(0, LONGEST) : safe;
  }

  static void log(String reason, String model) {
    long now = System.nanoTime();
    Long told = TOLD.get(reason);
    if (told == null && TOLD.size() >= MOST || told != null && now - told < MINUTE_NANOS) {
      return;
    }
    TOLD.put(reason, now);
    LOG.warn("The model {} stopped with the unknown reason {}. The answer was passed on as an ordinary end.",
        model == null ? "of a provider" : printable(model), reason);
  }
}
