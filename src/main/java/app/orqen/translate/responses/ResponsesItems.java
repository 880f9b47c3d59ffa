package app.orqen.translate.responses;

import app.orqen.translate.answer.Citation;
import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Writes the items of an output, complete ones and those that a stream begins. */
final class ResponsesItems {

  private ResponsesItems() {}

  /** Writes a message; without its text when it only begins. */
  static void message(JsonOut out, String id, String text, List<Citation> citations, String status) {
    out.object().field("id", id).field("type", "message").field("status", status).field("role", "assistant").array("content");
    if (text != null) {
      text(out, text, citations);
    }
    out.endArray().endObject();
  }

  /** Writes a part of a message. */
  static void text(JsonOut out, String text, List<Citation> citations) {
    out.object().field("type", "output_text").array("annotations");
    citations.forEach(citation -> annotation(out, citation, text.length()));
    out.endArray().array("logprobs").endArray().field("text", text).endObject();
  }

  /** Returns whether a citation has a form here: documents of a request have none. */
  static boolean isWritable(Citation citation) {
    return citation.kind() == Citation.Kind.WEB && citation.source() != null;
  }

  /** Writes a citation of all of a text up to its end. */
  static void annotation(JsonOut out, Citation citation, int end) {
    out.object().field("type", "url_citation").field("start_index", 0).field("end_index", end)
        .field("title", citation.title() == null ? "" : citation.title()).field("url", citation.source()).endObject();
  }

  /** Writes an image; without its data when it only begins. */
  static void image(JsonOut out, String id, String data, String status) {
    out.object().field("id", id).field("type", "image_generation_call").field("status", status).field("result", data).endObject();
  }

  /**
   * Writes thinking.
   *
   * @param sealed what gives it back to its provider; null when it only begins
   */
  static void reasoning(JsonOut out, String id, String text, String sealed) {
    out.object().field("id", id).field("type", "reasoning").array("summary");
    if (!text.isEmpty()) {
      summary(out, text);
    }
    out.endArray().optional("encrypted_content", sealed);
    out.endObject();
  }

  /** Writes the one part of a summary. */
  static void summary(JsonOut out, String text) {
    out.object().field("type", "summary_text").field("text", text).endObject();
  }

  /** Returns the beginning of the ids of calls of a kind. */
  static String prefix(CalledAs.Kind kind) {
    return switch (kind) {
      case FUNCTION -> "fc_";
      case CUSTOM -> "ctc_";
      case TOOL_SEARCH -> "tsc_";
      case LOCAL_SHELL -> "lsh_";
      case SHELL -> "sh_";
      case APPLY_PATCH -> "apc_";
    };
  }

  /**
   * Writes a call.
   *
   * @param arguments what the model wrote, as JSON; of a custom tool its free text
   */
  static void call(JsonOut out, String id, String callId, CalledAs tool, String arguments, String status) {
    out.object().field("id", id);
    switch (tool.kind()) {
      case FUNCTION -> out.field("type", "function_call").field("status", status).field("arguments", arguments);
      case CUSTOM -> out.field("type", "custom_tool_call").field("status", status).field("input", arguments);
      case TOOL_SEARCH -> out.field("type", "tool_search_call").field("status", status).field("execution", "client")
          .field("arguments", Json.objectOrEmpty(arguments));
      case LOCAL_SHELL -> localShell(out.field("type", "local_shell_call").field("status", status), Json.objectOrEmpty(arguments));
      case SHELL -> shell(out.field("type", "shell_call").field("status", status), Json.objectOrEmpty(arguments));
      case APPLY_PATCH -> out.field("type", "apply_patch_call").field("status", status)
          .field("operation", Json.objectOrEmpty(arguments));
    }
    out.field("call_id", callId);
    if (tool.kind() == CalledAs.Kind.FUNCTION || tool.kind() == CalledAs.Kind.CUSTOM) {
      out.field("name", tool.name()).optional("namespace", tool.namespace());
    }
    out.endObject();
  }

  private static void localShell(JsonOut out, JsonNode arguments) {
    out.object("action").field("type", "exec").array("command");
    JsonNode command = arguments.path("command");
    if (command.isTextual()) {
      out.value("bash").value("-lc").value(command.textValue()); // A model that writes a line means a shell's.
    }
    for (JsonNode word : command) {
      out.value(word.asText());
    }
    out.endArray();
    if (arguments.path("env").isObject()) {
      out.field("env", arguments.get("env"));
    } else {
      out.object("env").endObject();
    }
    copy(out, arguments, "timeout_ms");
    copy(out, arguments, "user");
    copy(out, arguments, "working_directory");
    out.endObject();
  }

  private static void shell(JsonOut out, JsonNode arguments) {
    out.object("action").array("commands");
    JsonNode commands = arguments.path("commands");
    if (commands.isTextual()) {
      out.value(commands.textValue());
    }
    for (JsonNode command : commands) {
      out.value(command.asText());
    }
    out.endArray();
    copy(out, arguments, "timeout_ms");
    copy(out, arguments, "max_output_length");
    out.endObject();
  }

  private static void copy(JsonOut out, JsonNode from, String name) {
    if (Json.has(from, name)) {
      out.field(name, from.get(name));
    } else {
      out.nullField(name);
    }
  }
}
