package app.orqen.it.support;

/** Answers in OpenAI's form. */
public final class OpenAi {

  public static final String COMPLETION = """
      {"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"gpt-4o-2024-08-06","choices":[{"index":0,\
      "message":{"role":"assistant","content":"Hello there","refusal":null},"logprobs":null,"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

  public static final String DONE = "data: [DONE]\n\n";

  private OpenAi() {}

  /** Answers a chat with a greeting, as a stream if the request asks for one. */
  public static void greet(StandIn.Request request, StandIn.Wire wire) throws Exception {
    if (request.text().contains("\"stream\":true")) {
      wire.events();
      wire.chunk(chunk("Hello") + finish() + usage() + DONE);
      wire.end();
    } else {
      wire.json(200, COMPLETION);
    }
  }

  public static String chunk(String content) {
    return event("[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + content
        + "\"},\"finish_reason\":null}]", "null");
  }

  public static String finish() {
    return event("[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", "null");
  }

  public static String usage() {
    return event("[]", "{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}");
  }

  private static String event(String choices, String usage) {
    return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":"
        + choices + ",\"usage\":" + usage + "}\n\n";
  }
}
