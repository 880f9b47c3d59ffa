package app.orqen.translate.answer;

/** Why a model stopped, with each surface's word for it. The surfaces' enumerations are closed: no others may be sent. */
public enum Stop {
  END_TURN("stop", "end_turn", "end_turn"),
  STOP_SEQUENCE("stop", "stop_sequence", "stop_sequence"),
  MAX_TOKENS("length", "max_tokens", "max_tokens"),
  CONTEXT_WINDOW("length", "model_context_window_exceeded", "model_context_window_exceeded"),
  TOOL_USE("tool_calls", "tool_use", "tool_use"),
  FILTERED("content_filter", "refusal", "content_filtered"),
  /** The model's output couldn't be read. It is an error if there is no output at all. */
  MALFORMED("stop", "end_turn", "end_turn"),
  /** The provider gave an unknown reason. It is an error if there is no content, and logged otherwise. */
  UNKNOWN("stop", "end_turn", "end_turn");

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

  /** Returns what a finish reason of OpenAI's, or of a provider that calls itself compatible, means. */
  public static Stop ofOpenAi(String reason, AnswerSink sink) {
    return explained(reason, sink, switch (reason) {
      // Together says "eos", text-generation-inference "eos_token", others Anthropic's words.
      case "stop", "eos", "eos_token", "end_turn", "stop_sequence", "COMPLETE" -> END_TURN;
      case "length", "max_tokens", "model_length" -> MAX_TOKENS; // model_length: Mistral
      case "model_context_window_exceeded" -> CONTEXT_WINDOW; // GLM
      case "tool_calls", "function_call", "tool_use" -> TOOL_USE;
      case "content_filter", "sensitive", "refusal" -> FILTERED; // sensitive: GLM
      default -> UNKNOWN;
    });
  }

  /** Returns what a stop reason means, Anthropic's or Bedrock's: their words do not contradict each other. */
  public static Stop ofClaude(String reason, AnswerSink sink) {
    return explained(reason, sink, switch (reason) {
      case "end_turn", "pause_turn", "" -> END_TURN;
      case "stop_sequence" -> STOP_SEQUENCE;
      case "max_tokens" -> MAX_TOKENS;
      case "model_context_window_exceeded" -> CONTEXT_WINDOW;
      case "tool_use" -> TOOL_USE;
      case "refusal", "content_filtered", "guardrail_intervened" -> FILTERED;
      case "malformed_model_output", "malformed_tool_use" -> MALFORMED;
      default -> UNKNOWN;
    });
  }

  /** Returns what a finish reason of Gemini's means (docs/wires/gemini.md, "Finish reasons"). */
  public static Stop ofGemini(String reason, AnswerSink sink) {
    return explained(reason, sink, switch (reason) {
      case "STOP" -> END_TURN;
      case "MAX_TOKENS" -> MAX_TOKENS;
      case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "MODEL_ARMOR", "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION" -> FILTERED;
      case "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
          "MISSING_THOUGHT_SIGNATURE", "NO_IMAGE" -> MALFORMED;
      default -> UNKNOWN; // OTHER and IMAGE_OTHER say no more than that.
    });
  }

  /** Leaves the provider's own word with the sink where nobody knows what it means. */
  private static Stop explained(String reason, AnswerSink sink, Stop stop) {
    if (stop == UNKNOWN) {
      sink.unexplained(reason);
    }
    return stop;
  }
}
