package app.orqen.translate.answer;

import app.orqen.translate.chat.Asked;
import java.util.Map;

/**
 * What the translation of a request leaves for the translation of its answer.
 *
 * @param id the gateway's request id
 * @param created seconds since the epoch
 * @param model the upstream model id, for wires whose answers don't name one
 * @param includeUsage the client asked for an OpenAI stream's usage chunk
 * @param toolNames upstream tool name to the client's, for the names that had to be changed
 * @param jsonTool name of the tool that represents a response schema, or null
 * @param asked what the surface's answers need to know of the request
 */
public record AnswerContext(
    String id, long created, String model, boolean includeUsage, Map<String, String> toolNames, String jsonTool, Asked asked) {

  /** Creates the context for surfaces whose answers need to know nothing about the request. */
  public AnswerContext(
      String id, long created, String model, boolean includeUsage, Map<String, String> toolNames, String jsonTool) {
    this(id, created, model, includeUsage, toolNames, jsonTool, Asked.NOTHING);
  }

  /** Returns the same with what the answer needs to know of the request. */
  public AnswerContext withAsked(Asked request) {
    return new AnswerContext(id, created, model, includeUsage, toolNames, jsonTool, request);
  }

  /** Returns a context for answers whose request was not translated. */
  public static AnswerContext of(String id, long created, String model, boolean includeUsage) {
    return new AnswerContext(id, created, model, includeUsage, Map.of(), null);
  }

  /**
   * Returns an id for a tool call to which the provider gave none. It may be sent to OpenAI later, which takes 40 characters at
   * most.
   */
  public String callId(int number) {
    return "call_" + id.substring(id.indexOf('_') + 1) + "_" + number;
  }
}
