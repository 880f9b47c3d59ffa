package app.orqen.relay;

import app.orqen.inbound.Inbound;
import app.orqen.recover.Rounds;
import java.util.List;

/** Says which left-out tools the model asked for: in the request's record, and in a header that has not left yet. */
final class Recovered {

  private Recovered() {}

  static void note(Rounds rounds, Inbound inbound) {
    List<String> found = rounds.recovery().found();
    if (!found.isEmpty()) {
      inbound.outcome().toolsRecovered = found;
      inbound.response().setHeader("x-orqen-tools-recovered", headerValue(found));
    }
  }

  /** The names with commas between; a name's odd characters would end the header. */
  private static String headerValue(List<String> names) {
    return String.join(",", names).replaceAll("[^\\x20-\\x7e]", "?");
  }
}
