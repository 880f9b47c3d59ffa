package app.orqen.translate.chat;

import app.orqen.translate.chat.ClaudeRules.Sampling;
import app.orqen.translate.chat.ClaudeRules.Thinking;
import java.math.BigDecimal;

/**
 * A request's sampling, thinking and limits as its Claude family takes them, at Anthropic and at Bedrock.
 *
 * @param thinking {@code enabled}, {@code adaptive}, {@code disabled} or null
 * @param budget tokens of enabled thinking, or null
 * @param choice the tool choice, weakened where thinking can't be turned off
 */
public record ClaudePlan(
    String thinking,
    Integer budget,
    String effort,
    BigDecimal temperature,
    BigDecimal topP,
    Integer topK,
    Integer maxTokens,
    ToolChoice choice) {

  private static final int MIN_BUDGET = 1024;
  private static final BigDecimal MIN_TOP_P_THINKING = new BigDecimal("0.95");

  /**
   * Plans a request.
   *
   * @param maxTokens the limit to send, or null to send none
   * @param choice the tool choice to send, or null
   */
  public static ClaudePlan of(ChatRequest request, ClaudeRules rules, Integer maxTokens, ToolChoice choice) {
    Reasoning asked = request.reasoning;
    // Forced tools and thinking exclude each other. So do thinking and a tool call that has lost its thinking (pitfall 33).
    boolean blocked = choice != null && choice.forced() || lostThinking(request);
    String thinking = null;
    Integer budget = null;
    Integer max = maxTokens;
    if (asked.on() && !blocked && rules.thinking() == Thinking.ADAPTIVE) {
      thinking = "adaptive";
    } else if (asked.on() && !blocked && rules.thinking() == Thinking.BUDGET) {
      budget = budget(asked);
      int limit = rules.maxOutput() == null ? Integer.MAX_VALUE : rules.maxOutput();
      budget = Math.min(budget, Math.max(MIN_BUDGET, limit - MIN_BUDGET));
      // The answer needs room beyond the thinking, in addition to the client's limit for visible text.
      max = max == null ? null : max <= budget ? (int) Math.min((long) budget + max, limit) : max;
      thinking = "enabled";
    } else if (asked.off() && rules.thinking() == Thinking.ADAPTIVE && !rules.always()) {
      thinking = "disabled";
    }
    boolean thinks = thinking != null && !thinking.equals("disabled");
    BigDecimal temperature = temperature(request, rules, thinks);
    return new ClaudePlan(
        thinking, budget, rules.effort(effort(asked, rules)), temperature,
        topP(request, rules, thinks, temperature != null),
        rules.sampling() == Sampling.NONE || thinks ? null : request.topK,
        max,
        rules.always() && choice != null && choice.forced() ? ToolChoice.of(ToolChoice.Mode.AUTO) : choice);
  }

  /** Returns the effort to send. Where thinking can't be switched off, its lowest effort is the nearest to that. */
  private static String effort(Reasoning asked, ClaudeRules rules) {
    return asked.off() && rules.always() && asked.effort() == null ? "low" : asked.effortOrFromBudget();
  }

  private static BigDecimal temperature(ChatRequest request, ClaudeRules rules, boolean thinks) {
    if (rules.sampling() == Sampling.NONE || thinks || request.temperature == null) {
      return null;
    }
    return request.temperature.min(BigDecimal.ONE);
  }

  private static BigDecimal topP(ChatRequest request, ClaudeRules rules, boolean thinks, boolean hasTemperature) {
    if (rules.sampling() == Sampling.NONE || request.topP == null) {
      return null;
    }
    if (thinks) {
      return request.topP.compareTo(MIN_TOP_P_THINKING) >= 0 ? request.topP : null;
    }
    return rules.sampling() == Sampling.ONE && hasTemperature ? null : request.topP;
  }

  private static int budget(Reasoning asked) {
    if (asked.budget() != null) {
      return Math.max(MIN_BUDGET, asked.budget());
    }
    String effort = asked.effort() == null ? "medium" : asked.effort();
    return ModelRules.mapping("claudeBudgets").path(effort).asInt(2 * MIN_BUDGET);
  }

  /** Returns whether the turn that the model is to continue called a tool but has lost its signed thinking. */
  private static boolean lostThinking(ChatRequest request) {
    for (int i = request.turns.size() - 1; i >= 0; i--) {
      Turn turn = request.turns.get(i);
      if (turn.role() == Turn.Role.ASSISTANT && turn.has(Part.ToolUse.class)) {
        return turn.parts().stream().noneMatch(ClaudePlan::provenThinking);
      }
      if (turn.role() == Turn.Role.USER && !turn.has(Part.ToolResult.class)) {
        return false;
      }
    }
    return false;
  }

  /** Returns whether Claude itself signed the thinking. Another provider's thinking can travel in the same form. */
  public static boolean provenThinking(Part part) {
    return part instanceof Part.Redacted
        || part instanceof Part.Thinking thinking && thinking.signed() && !GeminiSignature.is(thinking.signature())
        && !OpenAiSignature.is(thinking.signature());
  }
}
