package app.orqen.models;

import app.orqen.catalogue.ModelFacts;
import app.orqen.catalogue.ModelTable;
import app.orqen.models.ConnectedModels.Listed;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The catalogue of models that Codex asks for with {@code ?client_version=} (docs/wires/responses.md, "Codex"). Codex drops the whole
 * catalogue for one entry that it can't read, so that only values go in that it is known to read.
 */
final class CodexCatalogue {

  /** Of what Codex has names for, what models have too. */
  private static final List<String> EFFORTS = List.of("minimal", "low", "medium", "high", "xhigh");
  private static final int DEFAULT_CONTEXT = 128_000;
  private static final int TRUNCATION = 10_000;

  private final ModelTable table;

  CodexCatalogue(ModelTable table) {
    this.table = table;
  }

  /** Returns the catalogue of some models; those that can't call tools are of no use to Codex and left out. */
  ObjectNode of(List<Listed> models) {
    ObjectNode catalogue = JsonNodeFactory.instance.objectNode();
    ArrayNode entries = catalogue.putArray("models");
    for (Listed model : models) {
      String name = model.id().substring(model.id().indexOf('/') + 1);
      ModelFacts facts = table.like(model.provider(), name);
      if (facts.isKnown() && facts.mode() != ModelFacts.Mode.EMBEDDING && !Boolean.FALSE.equals(facts.tools())) {
        entry(entries.addObject(), model.id(), facts, entries.size());
      }
    }
    return catalogue;
  }

  private static void entry(ObjectNode entry, String id, ModelFacts facts, int place) {
    entry.put("slug", id).put("display_name", id).putNull("description");
    List<String> efforts = EFFORTS.stream().filter(facts.efforts()::contains).toList();
    ArrayNode levels = entry.putArray("supported_reasoning_levels");
    efforts.forEach(effort -> levels.addObject().put("effort", effort).put("description", effort));
    if (efforts.isEmpty()) {
      entry.putNull("default_reasoning_level");
    } else {
      entry.put("default_reasoning_level", efforts.contains("medium") ? "medium" : efforts.get(0));
    }
    entry.put("shell_type", "unified_exec").put("visibility", "list").put("supported_in_api", true).put("priority", place);
    entry.putArray("service_tiers");
    entry.putNull("availability_nux").putNull("upgrade").put("support_verbosity", false)
        .put("supports_reasoning_summaries", !efforts.isEmpty()).put("supports_parallel_tool_calls", true)
        .putNull("default_verbosity").put("apply_patch_tool_type", "freeform");
    entry.putObject("truncation_policy").put("mode", "tokens").put("limit", TRUNCATION);
    entry.putArray("experimental_supported_tools");
    ArrayNode modalities = entry.putArray("input_modalities").add("text");
    if (Boolean.TRUE.equals(facts.vision())) {
      modalities.add("image");
    }
    entry.put("context_window", facts.maxInputTokens() == null ? DEFAULT_CONTEXT : facts.maxInputTokens())
        .put("base_instructions", CodexInstructions.TEXT).put("supports_search_tool", false).put("use_responses_lite", false);
  }
}
