package app.orqen.models;

import app.orqen.models.ConnectedModels.Listed;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Models in the forms of OpenAI's and Anthropic's SDKs. The date of a model isn't known, so it is always the epoch. */
enum ModelForms {

  OPENAI {
    @Override
    ObjectNode one(Listed model) {
      return object().put("id", model.id()).put("object", "model").put("created", 0)
          .put("owned_by", model.provider());
    }

    @Override
    ObjectNode list(List<Listed> models) {
      ObjectNode list = object().put("object", "list");
      list.putArray("data").addAll(models.stream().map(this::one).toList());
      return list;
    }
  },

  ANTHROPIC {
    @Override
    ObjectNode one(Listed model) {
      return object().put("type", "model").put("id", model.id()).put("display_name", model.id())
          .put("created_at", "1970-01-01T00:00:00Z");
    }

    @Override
    ObjectNode list(List<Listed> models) {
      ObjectNode list = object();
      list.putArray("data").addAll(models.stream().map(this::one).toList());
      return list.put("has_more", false).put("first_id", models.isEmpty() ? null : models.get(0).id())
          .put("last_id", models.isEmpty() ? null : models.get(models.size() - 1).id());
    }
  };

  abstract ObjectNode one(Listed model);

  /** Returns a list of models, which may be empty. */
  abstract ObjectNode list(List<Listed> models);

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
