package app.orqen.tools;

import app.orqen.tools.read.ToolText;
import app.orqen.tools.read.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges a tool's description as a model has to: without knowing anything else of the tool. */
final class DescriptionAudit {

  private static final int FEW_WORDS = 8;
  /** A description that begins vaguely and is longer than this says the rest further on. */
  private static final int DETAILED = 15;
  private static final Set<String> VAGUE = Set.of("handle", "handles", "manage", "manages", "process", "processes", "perform",
      "performs", "do", "does", "execute", "executes", "work", "works", "deal", "deals", "support", "supports", "help", "helps",
      "allow", "allows", "provide", "provides", "use", "uses", "interact", "interacts");

  private DescriptionAudit() {}

  static List<ToolIssue> of(ToolText tool) {
    List<ToolIssue> issues = new ArrayList<>();
    String[] words = tool.description().isBlank() ? new String[0] : tool.description().strip().split("\\s+");
    if (words.length == 0) {
      issues.add(ToolIssue.of(ToolIssue.Code.MISSING_DESCRIPTION));
    } else {
      describe(tool, words, issues);
    }
    long silent = tool.parameters().stream().filter(parameter -> parameter.description().isBlank()).count();
    if (silent > 0) {
      issues.add(new ToolIssue(ToolIssue.Code.UNDOCUMENTED_PARAMETER, (int) silent));
    }
    return List.copyOf(issues);
  }

  private static void describe(ToolText tool, String[] words, List<ToolIssue> issues) {
    Set<String> said = new HashSet<>(Words.of(tool.description()));
    said.removeAll(Words.of(tool.name()));
    if (said.isEmpty()) {
      issues.add(ToolIssue.of(ToolIssue.Code.RESTATES_NAME));
    } else if (words.length < FEW_WORDS) {
      issues.add(ToolIssue.of(ToolIssue.Code.SHORT_DESCRIPTION));
    }
    if (words.length < DETAILED && VAGUE.contains(words[0].toLowerCase(Locale.ROOT).replaceAll("\\W+$", ""))) {
      issues.add(ToolIssue.of(ToolIssue.Code.VAGUE_VERB));
    }
  }
}
