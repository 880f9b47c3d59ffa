package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.key.KeyRules;
import app.orqen.key.KeyRules.Runaway;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.translate.wire.Operation;

/** Marks or refuses a chat whose agent repeats one tool call without end, as its key says (docs/api.md, "Runaway agents"). */
final class Runaways {

  private static final String HEADER = "x-orqen-runaway";
  private static final int LONGEST = 128;

  private Runaways() {}

  /**
   * Looks at the end of a request's conversation.
   *
   * @throws GatewayException 409 when the key stops such agents
   */
  static void check(KeyRules rules, Inbound inbound, Operation operation, BodyScan scan) {
    if (rules.runaway() == Runaway.OFF || operation != Operation.CHAT) {
      return;
    }
    int times = scan.repeatedCalls().times();
    if (times < rules.runawayRepeats()) {
      return;
    }
    String tool = shown(scan.repeatedCalls().tool());
    inbound.outcome().tools().runaway(tool);
    inbound.response().setHeader(HEADER, tool.replaceAll("[^\\x20-\\x7e]", "?"));
    if (rules.runaway() == Runaway.STOP) {
      throw GatewayException.of(ErrorCode.RUNAWAY_STOPPED, "The agent has called the tool '" + tool + "' " + times
          + " times in a row with the same arguments and the same result, and this key stops at " + rules.runawayRepeats()
          + ". Go on in a new session, or change 'runaway' or 'runaway_repeats' of the key.");
    }
  }

  private static String shown(String tool) {
    String cut = tool.length() > LONGEST ? tool.substring(0, LONGEST) : tool;
    return cut.isBlank() ? "unnamed" : cut.strip();
  }
}
