package app.orqen.dispatch.call;

import app.orqen.inbound.Outcome;
import app.orqen.translate.answer.Usage;

/** Whether what a call used is counted, and whether its provider may bill it when it failed. Only the serving thread uses it. */
final class CallBilling {

  private final Outcome outcome;
  /** Whether the whole request went out. */
  private boolean sent;
  private boolean accounted;

  CallBilling(Outcome outcome) {
    this.outcome = outcome;
  }

  /** Notes that the whole request went out, so that the provider may work on it, and bill it, whatever becomes of the answer. */
  void sent() {
    sent = true;
  }

  /** Notes that what the call used is counted, or isn't to be. */
  void accounted() {
    accounted = true;
  }

  /**
   * Counts a call that failed before it was known what it used, if its provider may bill it: the gateway cut it off after the request
   * went out, or the answer began well and broke off. It is counted once. A provider that can't be reached, hangs up without an answer
   * or answers with an error bills nothing.
   *
   * @param status the status of the answer; 0 when it has not begun
   * @param cut whether the gateway cut the call off
   * @param received tokens of the answer that came, by an estimate
   */
  void estimate(int status, boolean cut, long received) {
    if (accounted) {
      return;
    }
    accounted = true;
    boolean billed = status == 0 ? sent && cut : status >= 200 && status < 300;
    if (billed) {
      outcome.usedInPart(Usage.NONE, null, received);
    }
  }
}
