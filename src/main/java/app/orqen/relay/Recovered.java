package app.orqen.relay;

import app.orqen.inbound.Inbound;
import app.orqen.recover.Rounds;
import java.util.List;

/** Notes which left-out tools the model asked for: in the request's outcome, and in a header if the head hasn't left yet. */
final class Recovered {

  private Recovered() {}

  static void note(Rounds rounds, Inbound inbound) {
    List<String> found = rounds.recovery().found();
    if (!found.isEmpty()) {
      inbound.outcome().tools().recovered(found);
      inbound.response().setHeader("x-orqen-tools-recovered", headerValue(found));
    }
  }

  /** Joins the names with commas. Characters that can't be in a header become question marks. */
  private static String headerValue(List<String> names) {
    return String.join(",", names).replaceAll("[^\\x20-\\x7e]", "?");
  }
}
