package app.orqen.prune;

import app.orqen.inbound.ToolOutcome;
import app.orqen.recover.Rounds;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.tools.Deferral;
import app.orqen.tools.PruneResult;
import app.orqen.tools.ToolPolicy;
import app.orqen.tools.ToolReceipt;
import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ExampleCuts;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * What was decided of a request's tools: applied to the body on its way out, and held against the tools that the model
 * calls on the way back.
 */
public final class ToolCheck {

  private static final String VARIABLE = "orqenTools";

  /** The fields that have a request's tools, and the other fields that may have some. */
  private static final Set<String> LISTS = Set.of("tools", "toolConfig");
  private static final Set<String> BESIDE = Set.of("functions", "additionalModelRequestFields");

  private static final String QUOTES = "'\"`";

  private final PruneResult result;
  private final Deferral deferral;
  private final ToolReceipt receipt;
  private final ToolOutcome outcome;
  private final boolean shadow;
  private final Set<String> seen = new HashSet<>();
  private final List<String> calledHere = new ArrayList<>();
  private final Rounds rounds;
  private final CalledTools calledTools;

  /**
   * Creates the check.
   *
   * @param deferral who holds back the tools that are to be searched for, by which the result was made
   * @param rounds null when the model can't ask for more tools
   * @param calledTools is told what the model calls
   */
  ToolCheck(ToolPolicy policy, PruneResult result, Deferral deferral, ToolOutcome outcome, Rounds rounds, CalledTools calledTools) {
    this.calledTools = calledTools;
    this.rounds = rounds;
    this.result = result;
    this.deferral = deferral;
    this.receipt = new ToolReceipt(policy, result);
    this.outcome = outcome;
    this.shadow = policy.shadow();
  }

  /** Returns the check of an exchange, or null when the exchange has had no step {@code pruneTools}. */
  public static ToolCheck of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, ToolCheck.class);
  }

  /** Returns the rounds of an exchange in which the model may ask for tools that were left out, or null when it can't. */
  public static Rounds rounds(Exchange exchange) {
    ToolCheck check = of(exchange);
    return check == null ? null : check.rounds;
  }

  /** Returns the rounds in which the model may ask for tools that were left out, or null when it can't. */
  public Rounds rounds() {
    return rounds;
  }

  /** Returns whether the client's marks for a search of the provider's pass, if it has any. */
  boolean mayHaveMarks() {
    return deferral != Deferral.GATEWAY && result.toolsIn() > 0 && !result.searches();
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  /**
   * Removes from the body the tools that aren't forwarded, and the fields that only the gateway reads. Without a check it
   * removes only the latter.
   *
   * @param searched whether the target searches among deferred tools itself
   */
  public static void apply(ToolCheck check, BodyScan scan, BodyEdit edit, boolean searched) {
    if (check != null) {
      check.apply(scan, edit, searched);
    }
    boolean read = check != null && check.result.toolsIn() > 0;
    for (Field field : scan.fields()) {
      if (BESIDE.contains(field.name()) || !read && LISTS.contains(field.name())) {
        cutExamples(scan, field, edit);
      }
    }
  }

  private static void cutExamples(BodyScan scan, Field field, BodyEdit edit) {
    try {
      for (ByteSpan cut : ExampleCuts.in(scan.body(), new ByteSpan(field.valueStart(), field.valueEnd()))) {
        edit.replace(field.valueStart() + cut.start(), field.valueStart() + cut.end(), new byte[0]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void apply(BodyScan scan, BodyEdit edit, boolean searched) {
    boolean later = rounds != null && rounds.isLater();
    if (later) {
      append(scan, edit);
      outcome.savedInRound(rounds.recovery().tokensSaved());
    }
    switch (result.change()) {
      case REPLACED -> edit.replace(result.span().start(), result.span().end(),
          later ? rounds.recovery().tools() : result.searches() && !searched ? result.unmarked() : result.replacement());
      case REMOVED -> List.of("tools", "toolConfig", "tool_choice", "parallel_tool_calls").forEach(edit::cut);
      default -> { }
    }
  }

  /** Adds what earlier rounds said to the conversation, which may be one text (the input of a response). */
  private void append(BodyScan scan, BodyEdit edit) {
    Field turns = scan.field(rounds.conversation());
    byte[] more = rounds.messages();
    if (more.length == 0) {
      return; // The provider refused the first round.
    }
    if (turns.type() == JsonToken.VALUE_STRING) {
      ByteArrayOutputStream list = new ByteArrayOutputStream(more.length + turns.valueEnd() - turns.valueStart() + 64);
      list.writeBytes(utf8("[{\"role\":\"user\",\"content\":"));
      list.write(scan.body(), turns.valueStart(), turns.valueEnd() - turns.valueStart());
      list.write('}');
      list.writeBytes(more);
      list.write(']');
      edit.value(turns, list.toByteArray());
      return;
    }
    int end = turns.valueEnd() - 1;
    int last = end - 1;
    while (scan.body()[last] <= ' ' && scan.body()[last] >= 0) {
      last--;
    }
    boolean empty = last == turns.valueStart();
    edit.replace(end, end, empty ? Arrays.copyOfRange(more, 1, more.length) : more);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Notes the tools that the model calls. Each name counts once.
   *
   * @throws GatewayException 502 when one is denied to the key. Its call must not reach the client as if it were allowed.
   */
  public void called(List<String> names) {
    for (String name : names) {
      if (rounds != null && rounds.recovery().toolName().equals(name) || !seen.add(name)) {
        continue;
      }
      if (rounds != null && rounds.recovery().isLoaded(name)) {
        note(name);
        outcome.late();
        continue;
      }
      ToolReceipt.Verdict verdict = receipt.verdict(name);
      if (verdict == ToolReceipt.Verdict.FORWARDED || verdict == ToolReceipt.Verdict.PRUNED) {
        note(name);
      }
      if (verdict == ToolReceipt.Verdict.PRUNED || shadow && receipt.wouldHaveMissed(name)) {
        outcome.missed();
        if (rounds == null) {
          calledTools.missed(name);
          result.wanted().accept(List.of(name));
          outcome.recoveredToo(name);
        }
      }
      if (verdict == ToolReceipt.Verdict.DENIED) {
        throw denied();
      }
    }
  }

  private void note(String name) {
    outcome.called();
    Set<String> earlier = null;
    if (result.called() != null) {
      earlier = new LinkedHashSet<>(result.called());
      earlier.addAll(calledHere);
    }
    calledTools.called(name, earlier);
    calledHere.add(name);
  }

  /**
   * Looks at calls whose names may be incomplete.
   *
   * @throws GatewayException 502 when a name is denied to the key and isn't the beginning of a forwarded tool's name
   */
  public void begun(List<String> names) {
    for (String name : names) {
      boolean mayBecomeOurs = rounds != null && rounds.recovery().toolName().startsWith(name);
      if (!mayBecomeOurs && receipt.verdict(name) == ToolReceipt.Verdict.DENIED && !receipt.mayGrow(name)) {
        throw denied();
      }
    }
  }

  /**
   * Looks at a provider's error for the name of a left-out tool. Some providers refuse the answer of their own model when it calls a
   * tool that the request doesn't have (Groq's {@code tool_use_failed}). The rest of the conversation has the tool then.
   *
   * @param message what the provider says; may be null
   * @return whether the error is one for want of a tool
   */
  public boolean refused(String message) {
    String text = message == null ? "" : message;
    String lower = text.toLowerCase(Locale.ROOT);
    if (shadow || result.dropped().isEmpty() || !lower.contains("tool") && !lower.contains("function")) {
      return false;
    }
    for (String name : result.dropped()) {
      if (isQuoted(text, name) && !outcome.refused().contains(name)) {
        outcome.refused(name);
        calledTools.missed(name);
        result.wanted().accept(List.of(name));
        return true;
      }
    }
    return false;
  }

  private static boolean isQuoted(String text, String name) {
    for (int at = text.indexOf(name); at > 0; at = text.indexOf(name, at + 1)) {
      int end = at + name.length();
      if (end < text.length() && QUOTES.indexOf(text.charAt(at - 1)) >= 0 && QUOTES.indexOf(text.charAt(end)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static GatewayException denied() {
    return GatewayException.of(ErrorCode.DENIED_TOOL_CALLED,
        "The model called a tool that is not allowed for this key, so its answer is withheld. Allow the tool in the key's lists,"
            + " or send the request without it.");
  }
}
