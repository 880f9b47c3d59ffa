package app.orqen.translate.converse;

import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Set;

/** Refuses what only Bedrock can do, where the caller would be wrong to think that it was done. */
final class AmazonsOwn {

  private static final String MORE = "additionalModelRequestFields";

  /** Fields for the model that are carried, or that mean nothing elsewhere. */
  private static final Set<String> KNOWN = Set.of("top_k", "thinking", "reasoning_config", "reasoningConfig", "reasoning_effort",
      "tools", "tool_choice", "anthropic_beta", "anthropic_version", "inferenceConfig", "output_config");

  private AmazonsOwn() {}

  /**
   * Looks a request through.
   *
   * @throws TranslationException 400 for a guardrail and for variables of a prompt that Bedrock holds
   */
  static void refuse(JsonNode body) throws TranslationException {
    if (Json.has(body, "guardrailConfig")) {
      throw unsupported("guardrailConfig", "Guardrails work at Bedrock only, and this model is at another provider. "
          + "Leave out guardrailConfig if the request may go there unguarded.");
    }
    if (body.path("promptVariables").size() > 0) {
      throw unsupported("promptVariables", "Prompts are managed by Bedrock only: send the messages themselves.");
    }
  }

  /**
   * Refuses fields for a model of another maker, whose meaning nobody here knows.
   *
   * @throws TranslationException 400 that names the field
   */
  static void refuseUnknown(JsonNode more) throws TranslationException {
    for (Iterator<String> names = more.fieldNames(); names.hasNext();) {
      String name = names.next();
      if (!KNOWN.contains(name)) {
        throw unsupported(MORE + "." + name, "This provider knows no '" + name + "': leave it out of " + MORE + ".");
      }
    }
  }
}
