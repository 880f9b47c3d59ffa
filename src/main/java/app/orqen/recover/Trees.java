package app.orqen.recover;

import app.orqen.json.BoundedNames;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** What the joiners share of JSON trees. */
final class Trees {

  static final ObjectMapper JSON = JsonMapper.builder(new BoundedNames(new JsonFactoryBuilder()))
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private Trees() {}

  static ObjectNode object(byte[] json) throws IOException {
    JsonNode tree = JSON.readTree(json);
    if (!(tree instanceof ObjectNode object)) {
      throw new IOException("not an object");
    }
    return object;
  }

  static byte[] bytes(JsonNode tree) throws IOException {
    return JSON.writeValueAsBytes(tree);
  }

  /** Returns the arguments of a call as an object, which wires require. It is empty when the model wrote something else. */
  static ObjectNode arguments(String json) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      // The model's JSON may be broken. What it asks for is read from its text anyway.
    }
    return JSON.createObjectNode();
  }

  /** Adds the numbers of {@code more} to those of {@code sum}, object by object. */
  static void addNumbers(ObjectNode sum, JsonNode more) {
    for (Map.Entry<String, JsonNode> field : more.properties()) {
      JsonNode value = field.getValue();
      JsonNode before = sum.get(field.getKey());
      if (value.isIntegralNumber()) {
        sum.put(field.getKey(), value.asLong() + (before == null ? 0 : before.asLong()));
      } else if (value.isNumber()) {
        sum.put(field.getKey(), before == null ? value.decimalValue() : value.decimalValue().add(before.decimalValue()));
      } else if (value.isObject()) {
        addNumbers(before instanceof ObjectNode object ? object : sum.putObject(field.getKey()), value);
      } else if (before == null || before.isNull()) {
        sum.set(field.getKey(), value);
      }
    }
  }
}
