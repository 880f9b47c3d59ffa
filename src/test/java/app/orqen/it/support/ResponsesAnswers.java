package app.orqen.it.support;

/** What a provider answers that speaks the Responses API, as {@link Wires} has it of the other forms: a text and a call. */
public final class ResponsesAnswers {

  /** A model that answers in no other form. */
  public static final String MODEL = "openai/gpt-5.5-pro";

  private final String tool;
  private final String id;
  private final String arguments;
  private int number;

  private ResponsesAnswers(String id, String tool, String arguments) {
    this.id = id;
    this.tool = tool;
    this.arguments = arguments.replace("\"", "\\\"");
  }

  /** Returns a whole answer. */
  public static String answer(String id, String tool, String arguments) {
    return new ResponsesAnswers(id, tool, arguments).response(true);
  }

  /** Returns a whole stream. */
  public static String stream(String id, String tool, String arguments) {
    ResponsesAnswers it = new ResponsesAnswers(id, tool, arguments);
    return it.begun()
        + it.event("response.output_item.added", "\"output_index\":0,\"item\":" + it.message(""))
        + it.event("response.content_part.added", "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"part\":" + part(""))
        + it.event("response.output_text.delta", "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"H\u00e9\"")
        + it.event("response.output_text.done", "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"text\":\"H\u00e9\"")
        + it.event("response.content_part.done", "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"part\":" + part("H\u00e9"))
        + it.event("response.output_item.done", "\"output_index\":0,\"item\":" + it.message("H\u00e9"))
        + it.event("response.output_item.added", "\"output_index\":1,\"item\":" + it.call("in_progress", ""))
        + it.event("response.function_call_arguments.delta", "\"item_id\":\"fc_1\",\"output_index\":1,\"delta\":\"" + it.arguments + "\"")
        + it.event("response.function_call_arguments.done", "\"item_id\":\"fc_1\",\"output_index\":1,\"arguments\":\"" + it.arguments + "\"")
        + it.event("response.output_item.done", "\"output_index\":1,\"item\":" + it.call("completed", it.arguments))
        + it.event("response.completed", "\"response\":" + it.response(true));
  }

  /** Returns the events with which a stream begins, before any content. */
  public static String head() {
    return new ResponsesAnswers("", "", "").begun();
  }

  /** Returns the event of a response that failed. */
  public static String failed(String message) {
    ResponsesAnswers it = new ResponsesAnswers("", "", "");
    it.number = 1;
    return it.event("response.failed", "\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"failed\",\"model\":\"gpt-5.5-pro\","
        + "\"output\":[],\"error\":{\"code\":\"server_error\",\"message\":\"" + message + "\"},\"usage\":null}");
  }

  private String begun() {
    return event("response.created", "\"response\":" + response(false));
  }

  private String event(String type, String rest) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number++ + "," + rest + "}\n\n";
  }

  private static String part(String text) {
    return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"" + text + "\"}";
  }

  private String message(String text) {
    return "{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"" + (text.isEmpty() ? "in_progress" : "completed")
        + "\",\"role\":\"assistant\",\"content\":[" + (text.isEmpty() ? "" : part(text)) + "]}";
  }

  private String call(String status, String written) {
    return "{\"type\":\"function_call\",\"id\":\"fc_1\",\"status\":\"" + status + "\",\"call_id\":\"" + id + "\",\"name\":\"" + tool
        + "\",\"arguments\":\"" + written + "\"}";
  }

  private String response(boolean ended) {
    return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + (ended ? "completed" : "in_progress")
        + "\",\"error\":null,\"incomplete_details\":null,\"model\":\"gpt-5.5-pro\",\"output\":["
        + (ended ? message("H\u00e9") + "," + call("completed", arguments) : "") + "],\"usage\":"
        + (ended ? "{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}" : "null") + "}";
  }
}
