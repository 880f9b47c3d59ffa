package app.orqen.it.support;

import app.orqen.translate.Wire;
import app.orqen.translate.framing.EventFrameEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What providers of each wire answer: one text and one tool call. */
public final class Wires {

  public static final String SECRET = "provider-canary-4242";
  public static final String CREDENTIALS = "\"api_key\":\"" + SECRET + "\"";
  public static final String AWS = "\"aws_access_key_id\":\"AKIDCANARY\",\"aws_secret_access_key\":\"" + SECRET
      + "\",\"aws_session_token\":\"session-canary\",\"aws_region_name\":\"eu-west-1\"";

  public static final String TOOL_ARGS = "{\"city\":\"Oslo\"}";

  private Wires() {}

  /** Lifts the rate limit of all keys, which isn't the subject. */
  public static void liftLimit(Gateway gateway) {
    gateway.bean(JdbcClient.class).sql("update api_key set rate_limit_rpm = 1000000").update();
  }

  public static String model(Wire wire) {
    return switch (wire) {
      case OPENAI -> "openai/gpt-4o";
      case ANTHROPIC -> "anthropic/claude-sonnet-4-5";
      case CONVERSE -> "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0";
      case GEMINI -> "gemini/gemini-2.5-pro";
    };
  }

  /** Returns the model that a surface's client asks for. OpenAI itself speaks the form of responses, and answers them in it. */
  public static String model(Surface surface, Wire wire) {
    return surface == Surface.RESPONSES && wire == Wire.OPENAI ? "groq/llama-3.3-70b-versatile" : model(wire);
  }

  public static String path(Wire wire, boolean stream) {
    String action = stream ? "streamGenerateContent?alt=sse" : "generateContent";
    return switch (wire) {
      case OPENAI -> "/v1/chat/completions";
      case ANTHROPIC -> "/v1/messages";
      case CONVERSE -> "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse" + (stream ? "-stream" : "");
      case GEMINI -> "/v1beta/models/gemini-2.5-pro:" + action;
    };
  }

  public static String answer(Wire wire) {
    return switch (wire) {
      case OPENAI -> "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,"
          + "\"message\":{\"role\":\"assistant\",\"content\":\"Hé\",\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\","
          + "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]},"
          + "\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}";
      case ANTHROPIC -> "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\","
          + "\"content\":[{\"type\":\"text\",\"text\":\"Hé\"},{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"weather\",\"input\":"
          + TOOL_ARGS + "}],\"stop_reason\":\"tool_use\",\"stop_sequence\":null,"
          + "\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}";
      case CONVERSE -> "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"Hé\"},{\"toolUse\":"
          + "{\"toolUseId\":\"t1\",\"name\":\"weather\",\"input\":" + TOOL_ARGS + "}}]}},\"stopReason\":\"tool_use\","
          + "\"usage\":{\"inputTokens\":3,\"outputTokens\":4,\"totalTokens\":7},\"metrics\":{\"latencyMs\":5}}";
      case GEMINI -> gemini();
    };
  }

  private static String gemini() {
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hé\"},{\"functionCall\":{\"id\":\"t1\","
        + "\"name\":\"weather\",\"args\":" + TOOL_ARGS + "}}]},\"finishReason\":\"STOP\"}],"
        + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4}}";
  }

  /** A whole stream, without its last event when it is cut. */
  public static byte[] stream(Wire wire, boolean whole) {
    return switch (wire) {
      case OPENAI -> utf8(OpenAi.chunk("Hé") + data("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
          + "\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":"
          + "\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]},"
          + "\"finish_reason\":null}],\"usage\":null}")
          + (whole ? OpenAi.finish().replace("\"stop\"", "\"tool_calls\"") + data("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[],"
              + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}") + OpenAi.DONE : ""));
      case ANTHROPIC -> utf8(anthropic(whole));
      case CONVERSE -> converse(whole);
      case GEMINI -> utf8(data(whole ? gemini() : gemini().replace("\"finishReason\":\"STOP\"", "\"index\":0")));
    };
  }

  private static String anthropic(boolean whole) {
    String begun = event("message_start", "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
        + "\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}")
        + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
        + event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hé\"}")
        + event("content_block_stop", "\"index\":0")
        + event("content_block_start",
            "\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"weather\",\"input\":{}}")
        + event("content_block_delta",
            "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}");
    return !whole ? begun : begun + event("content_block_stop", "\"index\":1")
        + event("message_delta", "\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},"
            + "\"usage\":{\"input_tokens\":3,\"output_tokens\":4}")
        + event("message_stop", null);
  }

  private static byte[] converse(boolean whole) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frame(out, "messageStart", "{\"role\":\"assistant\"}");
    frame(out, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hé\"}}");
    frame(out, "contentBlockStop", "{\"contentBlockIndex\":0}");
    frame(out, "contentBlockStart",
        "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"weather\"}}}");
    frame(out, "contentBlockDelta",
        "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}}");
    if (whole) {
      frame(out, "contentBlockStop", "{\"contentBlockIndex\":1}");
      frame(out, "messageStop", "{\"stopReason\":\"tool_use\"}");
      frame(out, "metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":4,\"totalTokens\":7},"
          + "\"metrics\":{\"latencyMs\":5}}");
    }
    return out.toByteArray();
  }

  public static String error(Wire wire, String openAiType, String geminiStatus, String message) {
    return switch (wire) {
      case OPENAI -> "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + openAiType + "\",\"param\":null,\"code\":null}}";
      case ANTHROPIC -> "{\"type\":\"error\",\"error\":{\"type\":\"" + openAiType + "\",\"message\":\"" + message + "\"}}";
      case CONVERSE -> "{\"message\":\"" + message + "\"}";
      case GEMINI -> "{\"error\":{\"code\":1,\"status\":\"" + geminiStatus + "\",\"message\":\"" + message + "\"}}";
    };
  }

  /** The event of an overloaded provider in the middle of a stream. */
  public static byte[] errorEvent(Wire wire, String message) {
    return wire == Wire.CONVERSE
        ? EventFrameEncoder.exception("serviceUnavailableException", utf8(error(wire, "", "", message)))
        : utf8((wire == Wire.ANTHROPIC ? "event: error\n" : "") + data(error(wire, "overloaded_error", "UNAVAILABLE", message)));
  }

  public static String streamType(Wire wire) {
    return wire == Wire.CONVERSE ? "application/vnd.amazon.eventstream" : "text/event-stream";
  }

  private static void frame(ByteArrayOutputStream out, String type, String json) {
    out.writeBytes(EventFrameEncoder.event(type, utf8(json)));
  }

  private static String event(String type, String rest) {
    return "event: " + type + "\n" + data("{\"type\":\"" + type + "\"" + (rest == null ? "" : "," + rest) + "}");
  }

  private static String data(String json) {
    return "data: " + json + "\n\n";
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A stream of InvokeModel's: frames with Anthropic's events in base64, as Bedrock sends them. */
  public static byte[] invoked(boolean whole) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    java.util.List<String> events = new java.util.ArrayList<>(java.util.List.of(
        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[],"
            + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}"));
    if (whole) {
      events.add("{\"type\":\"content_block_stop\",\"index\":0}");
      events.add("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}}");
      events.add("{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":3}}");
    }
    for (String event : events) {
      String bytes = java.util.Base64.getEncoder().encodeToString(event.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      out.writeBytes(app.orqen.translate.framing.EventFrameEncoder.event("chunk",
          ("{\"bytes\":\"" + bytes + "\",\"p\":\"abc\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    return out.toByteArray();
  }
}
