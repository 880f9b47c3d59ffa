package app.orqen.translate.error;

import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Reads the body of a provider's answer. */
public final class ProviderBody {

  private ProviderBody() {}

  /**
   * Returns the JSON object in a provider's body.
   *
   * @throws TranslationException if the body isn't a JSON object
   */
  public static JsonNode object(byte[] bytes) throws TranslationException {
    try {
      JsonNode node = Json.tree(bytes);
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      // Falls through: the caller treats invalid JSON and JSON that isn't an object alike.
    }
    throw TranslationException.nonsense("The provider's answer is not the JSON object that the call asks for.");
  }
}
