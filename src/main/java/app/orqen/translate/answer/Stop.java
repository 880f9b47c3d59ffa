package app.orqen.translate.answer;

/** Why a model stopped, with each surface's word for it. The surfaces' enumerations are closed: no others may be sent. */
public enum Stop {
  END_TURN("stop", "end_turn", "end_turn"),
  STOP_SEQUENCE("stop", "stop_sequence", "stop_sequence"),
  MAX_TOKENS("length", "max_tokens", "max_tokens"),
  CONTEXT_WINDOW("length", "model_context_window_exceeded", "model_context_window_exceeded"),
  TOOL_USE("tool_calls", "tool_use", "tool_use"),
  FILTERED("content_filter", "refusal", "content_filtered"),
  /** The model's output could not be read; an error if there is none at all. */
  MALFORMED("stop", "end_turn", "end_turn");

  private final String openAi;
  private final String anthropic;
  private final String converse;

  Stop(String openAi, String anthropic, String converse) {
    this.openAi = openAi;
    this.anthropic = anthropic;
    this.converse = converse;
  }

  public String openAi() {
    return openAi;
  }

  public String anthropic() {
    return anthropic;
  }

  public String converse() {
    return converse;
  }

  public static Stop ofOpenAi(String reason) {
    return switch (reason) {
      case "length" -> MAX_TOKENS;
      case "tool_calls", "function_call" -> TOOL_USE;
      case "content_filter" -> FILTERED;
      default -> END_TURN;
    };
  }

  /** Anthropic's and Bedrock's words, which do not contradict each other. */
  public static Stop ofClaude(String reason) {
    return switch (reason) {
      case "stop_sequence" -> STOP_SEQUENCE;
      case "max_tokens" -> MAX_TOKENS;
      case "model_context_window_exceeded" -> CONTEXT_WINDOW;
      case "tool_use" -> TOOL_USE;
      case "refusal", "content_filtered", "guardrail_intervened" -> FILTERED;
      case "malformed_model_output", "malformed_tool_use" -> MALFORMED;
      default -> END_TURN;
    };
  }

  public static Stop ofGemini(String reason) {
    return switch (reason) {
      case "MAX_TOKENS" -> MAX_TOKENS;
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY" -> FILTERED;
      default -> END_TURN;
    };
  }
}
