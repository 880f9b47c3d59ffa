package app.orqen.it.support;

import app.orqen.translate.framing.EventFrameEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a model says, in the form of each provider: signed thinking, texts and calls. Each answer uses 3 tokens of input and 4 of output. */
public final class Spoken {

  /** The forms that providers answer in, each with a model that answers in no other. */
  public enum Form {
    OPENAI("openai/gpt-4o", "groq/llama-3.3-70b-versatile"),
    ANTHROPIC("anthropic/claude-sonnet-4-5", null),
    CONVERSE("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", null),
    GEMINI("gemini/gemini-2.5-pro", null),
    RESPONSES("openai/gpt-5.5-pro", null);

    private final String model;
    private final String forResponses;

    Form(String model, String forResponses) {
      this.model = model;
      this.forResponses = forResponses == null ? model : forResponses;
    }

    /** Returns the model that a surface's client asks for. */
    public String model(Surface surface) {
      return surface == Surface.RESPONSES ? forResponses : model;
    }

    /** Returns the credentials for such a provider, as fields of a request. */
    public String credentials() {
      return this == CONVERSE ? Wires.AWS : Wires.CREDENTIALS;
    }

    public String streamType() {
      return this == CONVERSE ? "application/vnd.amazon.eventstream" : "text/event-stream";
    }

    /** Returns the names of the tools in a request to such a provider. */
    public List<String> offered(StandIn.Request request) {
      JsonNode body = ToolCalls.tree(request.text());
      List<String> names = new ArrayList<>();
      for (JsonNode tool : body.at(this == CONVERSE ? "/toolConfig/tools" : "/tools")) {
        switch (this) {
          case OPENAI -> names.add(tool.at("/function/name").asText());
          case ANTHROPIC, RESPONSES -> names.add(tool.path("name").asText());
          case CONVERSE -> names.add(tool.at("/toolSpec/name").asText());
          case GEMINI -> tool.path("functionDeclarations").forEach(function -> names.add(function.path("name").asText()));
        }
      }
      return names;
    }
  }

  private enum Kind {
    THINKING,
    TEXT,
    CALL
  }

  private record Part(Kind kind, String text, String more, String arguments) {}

  private static final ObjectMapper JSON = ToolCalls.JSON;

  private final List<Part> parts = new ArrayList<>();

  /** Adds thinking with its signature. */
  public Spoken thinking(String text, String signature) {
    parts.add(new Part(Kind.THINKING, text, signature, null));
    return this;
  }

  public Spoken text(String text) {
    parts.add(new Part(Kind.TEXT, text, null, null));
    return this;
  }

  /** Adds a call. Arguments that aren't JSON can be said only in the forms that have them as a text. */
  public Spoken call(String id, String tool, String arguments) {
    parts.add(new Part(Kind.CALL, tool, id, arguments));
    return this;
  }

  /** Answers a request. */
  public void to(StandIn.Wire socket, Form form, boolean stream) throws Exception {
    if (stream) {
      socket.answer(200, form.streamType(), stream(form));
    } else {
      socket.json(200, whole(form).toString());
    }
  }

  private static JsonNode json(String text) {
    return ToolCalls.tree(text);
  }

  private static ObjectNode object(String text) {
    return (ObjectNode) json(text);
  }

  private boolean calls() {
    return parts.stream().anyMatch(part -> part.kind == Kind.CALL);
  }

  private ObjectNode whole(Form form) {
    return switch (form) {
      case OPENAI -> openAi();
      case ANTHROPIC -> {
        ObjectNode answer = object("{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"stop_sequence\":null,"
            + "\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}").put("stop_reason", calls() ? "tool_use" : "end_turn");
        ArrayNode content = answer.putArray("content");
        parts.forEach(part -> content.add(anthropic(part)));
        yield answer;
      }
      case CONVERSE -> {
        ObjectNode answer = object("{\"usage\":{\"inputTokens\":3,\"outputTokens\":4,\"totalTokens\":7},\"metrics\":{\"latencyMs\":5}}")
            .put("stopReason", calls() ? "tool_use" : "end_turn");
        ArrayNode content = answer.putObject("output").putObject("message").put("role", "assistant").putArray("content");
        parts.forEach(part -> content.add(converse(part)));
        yield answer;
      }
      case GEMINI -> gemini(parts, true);
      case RESPONSES -> response(true);
    };
  }

  /** Returns the whole stream. */
  public byte[] stream(Form form) {
    return switch (form) {
      case OPENAI -> Wires.utf8(openAiChunks());
      case ANTHROPIC -> Wires.utf8(anthropicEvents());
      case CONVERSE -> converseFrames();
      case GEMINI -> {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
          out.append(data(gemini(parts.subList(i, i + 1), i == parts.size() - 1)));
        }
        yield Wires.utf8(out.toString());
      }
      case RESPONSES -> Wires.utf8(responseEvents());
    };
  }

  private static String data(JsonNode json) {
    return "data: " + json + "\n\n";
  }

  private static String event(String type, JsonNode json) {
    return "event: " + type + "\n" + data(json);
  }

  // OpenAI's chat completions

  private ObjectNode openAi() {
    ObjectNode message = JSON.createObjectNode().put("role", "assistant").putNull("content");
    for (Part part : parts) {
      switch (part.kind) {
        case THINKING -> message.put("reasoning_content", part.text);
        case TEXT -> message.put("content", part.text);
        case CALL -> message.withArray("tool_calls").add(openAiCall(part));
      }
    }
    ObjectNode answer = object("{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0}],"
        + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}");
    ((ObjectNode) answer.at("/choices/0")).put("finish_reason", calls() ? "tool_calls" : "stop").set("message", message);
    return answer;
  }

  private static ObjectNode openAiCall(Part part) {
    ObjectNode call = JSON.createObjectNode().put("id", part.more).put("type", "function");
    call.putObject("function").put("name", part.text).put("arguments", part.arguments);
    return call;
  }

  private static String chunk(ObjectNode delta, String finish) {
    ObjectNode chunk = object("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0}]}");
    ((ObjectNode) chunk.at("/choices/0")).put("finish_reason", finish).set("delta", delta);
    return data(chunk);
  }

  private String openAiChunks() {
    StringBuilder out = new StringBuilder(chunk(object("{\"role\":\"assistant\",\"content\":\"\"}"), null));
    int index = 0;
    for (Part part : parts) {
      ObjectNode delta = JSON.createObjectNode();
      switch (part.kind) {
        case THINKING -> delta.put("reasoning_content", part.text);
        case TEXT -> delta.put("content", part.text);
        case CALL -> delta.putArray("tool_calls").add(openAiCall(part).put("index", index++));
      }
      out.append(chunk(delta, null));
    }
    return out + chunk(JSON.createObjectNode(), calls() ? "tool_calls" : "stop")
        + data(object("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}}")) + "data: [DONE]\n\n";
  }

  // Anthropic's messages

  private static ObjectNode anthropic(Part part) {
    ObjectNode block = JSON.createObjectNode();
    return switch (part.kind) {
      case THINKING -> block.put("type", "thinking").put("thinking", part.text).put("signature", part.more);
      case TEXT -> block.put("type", "text").put("text", part.text);
      case CALL -> block.put("type", "tool_use").put("id", part.more).put("name", part.text).set("input", json(part.arguments));
    };
  }

  private static ObjectNode typed(String type, int index) {
    return JSON.createObjectNode().put("type", type).put("index", index);
  }

  private String anthropicEvents() {
    StringBuilder out = new StringBuilder(event("message_start", object("{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
        + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}")));
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      ObjectNode begun = anthropic(part);
      List<ObjectNode> deltas = new ArrayList<>();
      switch (part.kind) {
        case THINKING -> {
          begun.put("thinking", "").put("signature", "");
          deltas.add(JSON.createObjectNode().put("type", "thinking_delta").put("thinking", part.text));
          deltas.add(JSON.createObjectNode().put("type", "signature_delta").put("signature", part.more));
        }
        case TEXT -> {
          begun.put("text", "");
          deltas.add(JSON.createObjectNode().put("type", "text_delta").put("text", part.text));
        }
        case CALL -> {
          begun.putObject("input");
          deltas.add(JSON.createObjectNode().put("type", "input_json_delta").put("partial_json", part.arguments));
        }
      }
      out.append(event("content_block_start", typed("content_block_start", i).set("content_block", begun)));
      int index = i;
      deltas.forEach(delta -> out.append(event("content_block_delta", typed("content_block_delta", index).set("delta", delta))));
      out.append(event("content_block_stop", typed("content_block_stop", i)));
    }
    ObjectNode end = object("{\"type\":\"message_delta\",\"delta\":{\"stop_sequence\":null},\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}");
    ((ObjectNode) end.get("delta")).put("stop_reason", calls() ? "tool_use" : "end_turn");
    return out + event("message_delta", end) + event("message_stop", object("{\"type\":\"message_stop\"}"));
  }

  // Bedrock's Converse

  private static ObjectNode converse(Part part) {
    ObjectNode block = JSON.createObjectNode();
    switch (part.kind) {
      case THINKING -> block.putObject("reasoningContent").putObject("reasoningText").put("text", part.text).put("signature", part.more);
      case TEXT -> block.put("text", part.text);
      case CALL -> block.putObject("toolUse").put("toolUseId", part.more).put("name", part.text).set("input", json(part.arguments));
    }
    return block;
  }

  private byte[] converseFrames() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frame(out, "messageStart", object("{\"role\":\"assistant\"}"));
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      switch (part.kind) {
        case THINKING -> {
          delta(out, i, "reasoningContent", "text", part.text);
          delta(out, i, "reasoningContent", "signature", part.more);
        }
        case TEXT -> frame(out, "contentBlockDelta", block(i).set("delta", JSON.createObjectNode().put("text", part.text)));
        case CALL -> {
          ObjectNode start = JSON.createObjectNode();
          start.putObject("toolUse").put("toolUseId", part.more).put("name", part.text);
          frame(out, "contentBlockStart", block(i).set("start", start));
          delta(out, i, "toolUse", "input", part.arguments);
        }
      }
      frame(out, "contentBlockStop", block(i));
    }
    frame(out, "messageStop", JSON.createObjectNode().put("stopReason", calls() ? "tool_use" : "end_turn"));
    frame(out, "metadata", object("{\"usage\":{\"inputTokens\":3,\"outputTokens\":4,\"totalTokens\":7},\"metrics\":{\"latencyMs\":5}}"));
    return out.toByteArray();
  }

  private static ObjectNode block(int index) {
    return JSON.createObjectNode().put("contentBlockIndex", index);
  }

  private static void delta(ByteArrayOutputStream out, int index, String kind, String name, String value) {
    ObjectNode delta = JSON.createObjectNode();
    delta.putObject(kind).put(name, value);
    frame(out, "contentBlockDelta", block(index).set("delta", delta));
  }

  private static void frame(ByteArrayOutputStream out, String type, ObjectNode json) {
    out.writeBytes(EventFrameEncoder.event(type, json.toString().getBytes(StandardCharsets.UTF_8)));
  }

  // Gemini's generateContent

  /** Returns a piece of an answer. The signature of thinking is at the calls. */
  private ObjectNode gemini(List<Part> said, boolean last) {
    ObjectNode answer = object("{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[]}}],"
        + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4}}");
    if (last) {
      ((ObjectNode) answer.at("/candidates/0")).put("finishReason", "STOP");
    }
    ArrayNode list = (ArrayNode) answer.at("/candidates/0/content/parts");
    for (Part part : said) {
      switch (part.kind) {
        case THINKING -> list.addObject().put("text", part.text).put("thought", true);
        case TEXT -> list.addObject().put("text", part.text);
        case CALL -> {
          ObjectNode call = list.addObject();
          call.putObject("functionCall").put("id", part.more).put("name", part.text).set("args", json(part.arguments));
          parts.stream().filter(other -> other.kind == Kind.THINKING).findFirst().ifPresent(thought -> call.put("thoughtSignature", thought.more));
        }
      }
    }
    return answer;
  }

  // OpenAI's Responses API

  private static ObjectNode item(Part part, int place, boolean done) {
    ObjectNode item = JSON.createObjectNode().put("id", part.kind.name().toLowerCase(Locale.ROOT) + "_" + place);
    switch (part.kind) {
      case THINKING -> {
        ArrayNode summary = item.put("type", "reasoning").put("encrypted_content", part.more).putArray("summary");
        if (done) {
          summary.addObject().put("type", "summary_text").put("text", part.text);
        }
      }
      case TEXT -> {
        ArrayNode content = item.put("type", "message").put("role", "assistant").put("status", done ? "completed" : "in_progress").putArray("content");
        if (done) {
          content.add(output(part.text));
        }
      }
      case CALL -> item.put("type", "function_call").put("status", done ? "completed" : "in_progress").put("call_id", part.more)
          .put("name", part.text).put("arguments", done ? part.arguments : "");
    }
    return item;
  }

  private static ObjectNode output(String text) {
    ObjectNode part = JSON.createObjectNode().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    return part;
  }

  private ObjectNode response(boolean ended) {
    ObjectNode response = JSON.createObjectNode().put("id", "resp_1").put("object", "response").put("created_at", 1)
        .put("status", ended ? "completed" : "in_progress").put("model", "m").putNull("error").putNull("incomplete_details");
    ArrayNode output = response.putArray("output");
    response.putNull("usage");
    if (ended) {
      for (int i = 0; i < parts.size(); i++) {
        output.add(item(parts.get(i), i, true));
      }
      response.putObject("usage").put("input_tokens", 3).put("output_tokens", 4).put("total_tokens", 7);
    }
    return response;
  }

  private String responseEvents() {
    int[] number = {0};
    StringBuilder out = new StringBuilder();
    add(out, number, "response.created", JSON.createObjectNode().set("response", response(false)));
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      ObjectNode done = item(part, i, true);
      String id = done.get("id").asText();
      add(out, number, "response.output_item.added", JSON.createObjectNode().put("output_index", i).set("item", item(part, i, false)));
      switch (part.kind) {
        case THINKING -> {
          add(out, number, "response.reasoning_summary_part.added", of(id, i).put("summary_index", 0)
              .set("part", JSON.createObjectNode().put("type", "summary_text").put("text", "")));
          add(out, number, "response.reasoning_summary_text.delta", of(id, i).put("summary_index", 0).put("delta", part.text));
          add(out, number, "response.reasoning_summary_text.done", of(id, i).put("summary_index", 0).put("text", part.text));
        }
        case TEXT -> {
          add(out, number, "response.content_part.added", of(id, i).put("content_index", 0).set("part", output("")));
          add(out, number, "response.output_text.delta", of(id, i).put("content_index", 0).put("delta", part.text));
          add(out, number, "response.output_text.done", of(id, i).put("content_index", 0).put("text", part.text));
        }
        case CALL -> {
          add(out, number, "response.function_call_arguments.delta", of(id, i).put("delta", part.arguments));
          add(out, number, "response.function_call_arguments.done", of(id, i).put("arguments", part.arguments));
        }
      }
      add(out, number, "response.output_item.done", JSON.createObjectNode().put("output_index", i).set("item", done));
    }
    add(out, number, "response.completed", JSON.createObjectNode().set("response", response(true)));
    return out.toString();
  }

  private static ObjectNode of(String id, int place) {
    return JSON.createObjectNode().put("item_id", id).put("output_index", place);
  }

  private static void add(StringBuilder out, int[] number, String type, ObjectNode rest) {
    ObjectNode event = JSON.createObjectNode().put("type", type).put("sequence_number", number[0]++);
    event.setAll(rest);
    out.append(event(type, event));
  }
}
