package app.orqen.models;

import app.orqen.catalogue.ModelFacts;
import app.orqen.catalogue.ModelTable;
import app.orqen.models.ConnectedModels.Listed;
import app.orqen.provider.ModelRouter;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

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
  private final ModelRouter router;

  CodexCatalogue(ModelTable table, ModelRouter router) {
    this.table = table;
    this.router = router;
  }

  /**
   * Returns the catalogue of some names and models; those that can't call tools are of no use to Codex and left out. A name that is also
   * a model of OpenAI's is left out too, since Codex has an entry of its own for it.
   */
  ObjectNode of(List<ModelNames.Name> names, List<Listed> models) {
    ObjectNode catalogue = JsonNodeFactory.instance.objectNode();
    ArrayNode entries = catalogue.putArray("models");
    for (ModelNames.Name name : names) {
      List<ModelFacts> facts = name.models().stream().map(this::facts).filter(CodexCatalogue::isUsable).toList();
      if (!facts.isEmpty() && !table.find("openai", name.name()).isKnown()) {
        entry(entries.addObject(), name.name(), facts, name.fitting(), entries.size());
      }
    }
    for (Listed model : models) {
      ModelFacts facts = table.like(model.provider(), model.id().substring(model.id().indexOf('/') + 1));
      if (isUsable(facts)) {
        entry(entries.addObject(), model.id(), List.of(facts), false, entries.size());
      }
    }
    return catalogue;
  }

  private ModelFacts facts(String model) {
    try {
      return router.resolve(model).facts();
    } catch (GatewayException e) {
      return ModelFacts.UNKNOWN; // Its provider has no route any more.
    }
  }

  private static boolean isUsable(ModelFacts facts) {
    return facts.isKnown() && facts.mode() != ModelFacts.Mode.EMBEDDING && !Boolean.FALSE.equals(facts.tools());
  }

  /**
   * Writes an entry.
   *
   * @param models what is known of the models that the name leads to, at least one
   * @param fitting whether each request gets a model that can do what it needs, so that the name can do what one of them can; else it can
   *     do what all of them can
   */
  private static void entry(ObjectNode entry, String id, List<ModelFacts> models, boolean fitting, int place) {
    entry.put("slug", id).put("display_name", id).putNull("description");
    List<String> efforts = EFFORTS.stream().filter(effort -> models.stream().allMatch(facts -> facts.efforts().contains(effort))).toList();
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
    Predicate<ModelFacts> sees = facts -> Boolean.TRUE.equals(facts.vision());
    if (fitting ? models.stream().anyMatch(sees) : models.stream().allMatch(sees)) {
      modalities.add("image");
    }
    IntStream windows = models.stream().mapToInt(facts -> facts.maxInputTokens() == null ? DEFAULT_CONTEXT : facts.maxInputTokens());
    entry.put("context_window", (fitting ? windows.max() : windows.min()).orElseThrow())
        .put("base_instructions", CodexInstructions.TEXT).put("supports_search_tool", false).put("use_responses_lite", false);
  }
}
