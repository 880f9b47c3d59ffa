package app.orqen.echo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An OpenAI chat completion that holds the user's last message. Each word counts as a token, where words are what is between
 * spaces.
 *
 * @param contentType of the body: JSON, or an event stream when one was asked for
 * @param body the answer in UTF-8
 */
record EchoAnswer(String contentType, byte[] body) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HINT = "Send a message of the role user, and it comes back.";

  /** Answers a chat request. The gateway has read it before, so {@code messages} is a list of objects. */
  static EchoAnswer to(byte[] request) throws IOException {
    JsonNode asked = JSON.readTree(request);
    EchoForm form = new EchoForm(asked.path("model"), usage(asked.path("messages")));
    String said = said(asked.path("messages"));
    return asked.path("stream").asBoolean()
        ? new EchoAnswer("text/event-stream", form.stream(said))
        : new EchoAnswer("application/json", JSON.writeValueAsBytes(form.whole(said)));
  }

  /** Returns the user's last text, or a hint when there isn't one. */
  private static String said(JsonNode messages) {
    JsonNode last = null;
    for (JsonNode message : messages) {
      if (message.path("role").asText().equals("user")) {
        last = message.path("content");
      }
    }
    if (last == null || !last.isTextual() && !last.isArray()) {
      return HINT;
    }
    if (last.isTextual()) {
      return last.textValue();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : last) {
      if (!part.isObject()) {
        return HINT;
      }
      if (part.path("type").asText().equals("text")) {
        text.append(part.path("text").asText());
      }
    }
    return text.toString();
  }

  /** Returns the words of the messages, written as Java writes maps and lists. */
  private static int usage(JsonNode messages) {
    List<String> texts = new ArrayList<>();
    messages.forEach(message -> texts.add(JSON.convertValue(message, Object.class).toString()));
    return words(String.join(" ", texts));
  }

  private static int words(String text) {
    return text.split(" ").length;
  }

  /** The answer's fields, which are the same in each event. */
  private record EchoForm(JsonNode model, int promptTokens) {

    private ObjectNode head(String object) {
      ObjectNode head = JSON.createObjectNode();
      head.put("id", "chatcmpl-echo").put("object", object).put("created", 0).set("model", model);
      return head;
    }

    private ObjectNode usage(String said) {
      return JSON.createObjectNode().put("prompt_tokens", promptTokens).put("completion_tokens", words(said))
          .put("total_tokens", promptTokens + words(said));
    }

    ObjectNode whole(String said) {
      ObjectNode answer = head("chat.completion");
      ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
      choice.putObject("message").put("role", "assistant").put("content", said).putNull("refusal");
      choice.putNull("logprobs").put("finish_reason", "stop");
      answer.set("usage", usage(said));
      return answer;
    }

    /** Makes an event for the role, for each word with the space behind it, for the end, and for the usage. */
    byte[] stream(String said) throws JsonProcessingException {
      StringBuilder events = new StringBuilder();
      event(events, chunk(Map.of("role", "assistant", "content", ""), null));
      for (String word : said.split("(?<= )")) {
        if (!word.isEmpty()) {
          event(events, chunk(Map.of("content", word), null));
        }
      }
      event(events, chunk(Map.of(), "stop"));
      ObjectNode last = head("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage(said));
      event(events, last);
      return events.append("data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode chunk(Map<String, String> delta, String finish) {
      ObjectNode chunk = head("chat.completion.chunk");
      ArrayNode choices = chunk.putArray("choices");
      choices.addObject().put("index", 0).put("finish_reason", finish).set("delta", JSON.valueToTree(delta));
      return chunk;
    }

    private static void event(StringBuilder events, ObjectNode event) throws JsonProcessingException {
      events.append("data: ").append(JSON.writeValueAsString(event)).append("\n\n");
    }
  }
}
