package app.orqen.translate.chat;

import app.orqen.translate.chat.Turn.Role;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The rules of conversation that Anthropic, Bedrock and Gemini share and OpenAI does not have. */
public final class Turns {

  /** What a tool result without content says, where a provider refuses nothing at all. */
  public static final String NO_CONTENT = "(empty)";

  private Turns() {}

  /**
   * Normalises turns: no blank text (pitfall 26), thinking first in an assistant's turn, tool results first in a user's
   * (pitfall 25), neighbours of one role merged (pitfall 24), nothing empty.
   */
  public static List<Turn> normalise(List<Turn> turns) {
    List<Turn> merged = new ArrayList<>();
    for (Turn turn : turns) {
      List<Part> parts = new ArrayList<>();
      for (Part part : turn.parts()) {
        if (!(part instanceof Part.Text text && text.isBlank())) {
          parts.add(part);
        }
      }
      Turn last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && last.role() == turn.role()) {
        last.parts().addAll(parts);
      } else if (!parts.isEmpty()) {
        merged.add(new Turn(turn.role(), parts));
      }
    }
    for (Turn turn : merged) {
      if (turn.role() == Role.USER) {
        moveResultsFirst(turn.parts());
      }
    }
    return merged;
  }

  /** Makes the ids of calls distinct, as every provider demands. The results of a call change with it. */
  public static void distinctCallIds(List<Turn> turns) {
    CallIds ids = new CallIds();
    for (Turn turn : turns) {
      turn.parts().replaceAll(ids::distinct);
    }
  }

  /** Leaves out the thinking that the provider would refuse or could not read. */
  public static void keepThinking(List<Turn> turns, Predicate<Part> takes) {
    for (Turn turn : turns) {
      turn.parts().removeIf(
          part -> (part instanceof Part.Thinking || part instanceof Part.Redacted) && !takes.test(part));
    }
  }

  /** Leaves out what the model drew, for providers that take images and documents from the user only. */
  public static void keepUserMedia(List<Turn> turns) {
    for (Turn turn : turns) {
      if (turn.role() == Role.ASSISTANT) {
        turn.parts().removeIf(Part.Media.class::isInstance);
      }
    }
  }

  /** Instructions from the middle of the conversation to the system prompt, for providers that have only that. */
  public static void hoistSystem(ChatRequest request) {
    List<Turn> rest = new ArrayList<>();
    for (Turn turn : request.turns) {
      if (turn.role() != Role.SYSTEM) {
        rest.add(turn);
        continue;
      }
      for (Part part : turn.parts()) {
        if (part instanceof Part.Text text) {
          request.system.add(text);
        }
      }
    }
    request.turns = rest;
  }

  /** Adds a first user turn if necessary, since Anthropic and Bedrock want the user to speak first. */
  public static void startWithUser(List<Turn> turns) {
    if (!turns.isEmpty() && turns.get(0).role() == Role.ASSISTANT) {
      Turn first = Turn.of(Role.USER);
      first.parts().add(new Part.Text("."));
      turns.add(0, first);
    }
  }

  /** Removes white space at the end of a last assistant turn, which Claude refuses. */
  public static void trimPrefill(List<Turn> turns) {
    if (turns.isEmpty() || turns.get(turns.size() - 1).role() != Role.ASSISTANT) {
      return;
    }
    List<Part> parts = turns.get(turns.size() - 1).parts();
    int last = parts.size() - 1;
    if (parts.get(last) instanceof Part.Text text) {
      parts.set(last, new Part.Text(text.text().stripTrailing(), text.cache()));
    }
  }

  /** Turns tool calls and results into text, for a request in which no tool may be called (pitfall 23). */
  public static void toolsAsText(List<Turn> turns) {
    for (Turn turn : turns) {
      List<Part> parts = new ArrayList<>();
      for (Part part : turn.parts()) {
        addAsText(part, parts);
      }
      turn.parts().clear();
      turn.parts().addAll(parts);
    }
  }

  private static void addAsText(Part part, List<Part> parts) {
    if (part instanceof Part.ToolUse call) {
      parts.add(new Part.Text("[Called tool " + call.name() + " with " + Json.compact(call.input()) + "]", call.cache()));
    } else if (part instanceof Part.ToolResult result) {
      String text = (result.error() ? "[Tool error: " : "[Tool result: ") + plainText(result.content()) + "]";
      parts.add(new Part.Text(text, result.cache()));
      result.content().stream().filter(Part.Media.class::isInstance).forEach(parts::add);
    } else {
      parts.add(part);
    }
  }

  /** Returns the text of some parts, one after the other. */
  public static String plainText(List<Part> parts) {
    StringBuilder all = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Text text) {
        all.append(all.isEmpty() ? "" : "\n").append(text.text());
      }
    }
    return all.toString();
  }

  public static Part withCache(Part part, String cache) {
    if (part instanceof Part.Text text) {
      return new Part.Text(text.node(), cache);
    }
    if (part instanceof Part.Media media) {
      return new Part.Media(media.mediaType(), media.data(), media.url(), media.name(), media.context(), media.cited(), cache);
    }
    if (part instanceof Part.ToolUse call) {
      return new Part.ToolUse(call.id(), call.name(), call.input(), cache);
    }
    if (part instanceof Part.ToolResult result) {
      return new Part.ToolResult(result.id(), result.content(), result.error(), cache);
    }
    return part;
  }

  /** Returns a tool's schema with an object at its root, as every provider but OpenAI demands (pitfall 27). */
  public static JsonNode objectSchema(JsonNode schema) {
    if (schema == null || schema.isEmpty()) {
      ObjectNode empty = JsonNodeFactory.instance.objectNode();
      empty.put("type", "object").putObject("properties");
      return empty;
    }
    if ("object".equals(Json.text(schema, "type"))) {
      return schema;
    }
    ObjectNode rooted = JsonNodeFactory.instance.objectNode();
    rooted.put("type", "object");
    schema.properties().forEach(field -> {
      if (!field.getKey().equals("type")) {
        rooted.set(field.getKey(), field.getValue());
      }
    });
    return rooted;
  }

  private static void moveResultsFirst(List<Part> parts) {
    List<Part> rest = new ArrayList<>();
    List<Part> results = new ArrayList<>();
    for (Part part : parts) {
      (part instanceof Part.ToolResult ? results : rest).add(part);
    }
    parts.clear();
    parts.addAll(results);
    parts.addAll(rest);
  }
}
