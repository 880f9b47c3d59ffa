package app.orqen.auto;

import app.orqen.auto.pick.Judged;
import app.orqen.auto.pick.Question;
import app.orqen.auto.task.Needs;
import app.orqen.auto.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision and why it was made.
 *
 * @param reason sentences for people, without text of the prompt
 * @param shown the models that are shown; empty when the conversation kept its model
 * @param sticky whether the conversation kept its model
 */
record Trace(String accountId, Instant at, String requestId, String sessionId, String mode, String model, String reason,
    Task task, Question question, List<Judged> shown, boolean sticky) {

  private static final int SHOWN = 6;

  /** Returns the models that are shown of all that were looked at: the best, and some of those that don't fit. */
  static List<Judged> shown(List<Judged> judged) {
    List<Judged> shown = new ArrayList<>();
    judged.stream().filter(Judged::fits).limit(SHOWN).forEach(shown::add);
    judged.stream().filter(one -> !one.fits()).limit(SHOWN).forEach(shown::add);
    return shown;
  }

  /** Returns the names of the needs, for the trace and for pages. */
  List<String> needNames() {
    Needs needs = question.needs();
    List<String> names = new ArrayList<>();
    add(names, "tools", needs.tools());
    add(names, "vision", needs.vision());
    add(names, "documents", needs.documents());
    add(names, "response_schema", needs.schema());
    names.add("context:" + (needs.inputTokens() + needs.outputTokens()));
    return names;
  }

  private static void add(List<String> names, String name, boolean needed) {
    if (needed) {
      names.add(name);
    }
  }
}
