package app.orqen.toolhealth;

import app.orqen.tools.ToolIssue;
import app.orqen.tools.ToolIssue.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a tool's description lacks: as a column holds it, as a score, and in words with what would help. */
final class Issues {

  private static final Map<Code, Integer> PENALTIES = Map.of(Code.MISSING_DESCRIPTION, 50, Code.SHORT_DESCRIPTION, 20,
      Code.RESTATES_NAME, 30, Code.VAGUE_VERB, 10, Code.INTERCHANGEABLE, 20);
  private static final int PENALTY_PER_PARAMETER = 5;
  private static final int MAX_PARAMETER_PENALTY = 25;

  private Issues() {}

  /** Writes issues as {@code code} or {@code code:count}, with commas between. */
  static String text(List<ToolIssue> issues) {
    return issues.stream().map(issue -> name(issue) + (issue.count() > 0 ? ":" + issue.count() : ""))
        .collect(Collectors.joining(","));
  }

  /** Reads what {@link #text} wrote; a code that this version doesn't know is left out. */
  static List<ToolIssue> read(String text) {
    List<ToolIssue> issues = new ArrayList<>();
    for (String one : text == null || text.isEmpty() ? new String[0] : text.split(",")) {
      String[] parts = one.split(":");
      for (Code code : Code.values()) {
        if (code.name().equalsIgnoreCase(parts[0])) {
          issues.add(new ToolIssue(code, parts.length > 1 ? Integer.parseInt(parts[1]) : 0));
        }
      }
    }
    return issues;
  }

  /** Returns 100 for a description that lacks nothing, down to 0. */
  static int score(List<ToolIssue> issues) {
    int score = 100;
    for (ToolIssue issue : issues) {
      score -= issue.code() == Code.UNDOCUMENTED_PARAMETER
          ? Math.min(MAX_PARAMETER_PENALTY, issue.count() * PENALTY_PER_PARAMETER)
          : PENALTIES.get(issue.code());
    }
    return Math.max(0, score);
  }

  /**
   * Returns an issue as the API shows it.
   *
   * @param other the tool that is much like it, or null
   */
  static Map<String, Object> json(ToolIssue issue, String tool, String other) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", name(issue));
    json.put("message", message(issue, other));
    json.put("suggestion", suggestion(issue, tool, other));
    return json;
  }

  private static String name(ToolIssue issue) {
    return issue.code().name().toLowerCase(Locale.ROOT);
  }

  private static String message(ToolIssue issue, String other) {
    return switch (issue.code()) {
      case MISSING_DESCRIPTION -> "The tool has no description.";
      case SHORT_DESCRIPTION -> "The description has fewer than eight words.";
      case RESTATES_NAME -> "The description says no more than the tool's name.";
      case VAGUE_VERB -> "The description begins with a verb that could mean anything.";
      case UNDOCUMENTED_PARAMETER -> issue.count() == 1
          ? "One parameter has no description."
          : issue.count() + " parameters have no description.";
      case INTERCHANGEABLE -> "The tool is described in nearly the same words as '" + other + "'.";
    };
  }

  private static String suggestion(ToolIssue issue, String tool, String other) {
    return switch (issue.code()) {
      case MISSING_DESCRIPTION -> "Say in one or two sentences what '" + tool + "' does, with which data, and what it returns.";
      case SHORT_DESCRIPTION -> "Add what '" + tool + "' works on, what it returns, and when to use it.";
      case RESTATES_NAME -> "Say what the name doesn't: which data '" + tool + "' works on and what comes back.";
      case VAGUE_VERB -> "Begin with what is done, such as 'Creates', 'Lists' or 'Deletes', and name the thing.";
      case UNDOCUMENTED_PARAMETER -> "Give every parameter of '" + tool + "' a description with its meaning and an example value.";
      case INTERCHANGEABLE -> distinguish(tool, other);
    };
  }

  /** Returns what would tell two tools apart. */
  static String distinguish(String tool, String other) {
    return "Say in the descriptions of '" + tool + "' and '" + other + "' when to use the one and when the other.";
  }
}
