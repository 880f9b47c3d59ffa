package app.orqen.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;

/** The schemas of an OpenAPI document, to validate answers with. An object may have only the members that its schema names. */
public final class OpenApiSchemas {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;

  public OpenApiSchemas(String document) {
    this.document = tree(document);
    this.document.at("/components/schemas").forEach(OpenApiSchemas::close);
  }

  /** Refuses members that no schema names, except where a schema says something of them itself. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(OpenApiSchemas::close);
  }

  public static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns what is wrong with an answer; nothing if it is as the document says.
   *
   * @param path the path as the document has it, with braces
   */
  public List<String> faults(String method, String path, HttpResponse<String> answer) {
    JsonNode responses = document.at("/paths/" + path.replace("~", "~0").replace("/", "~1") + "/"
        + method.toLowerCase(Locale.ROOT) + "/responses");
    JsonNode response = responses.path(Integer.toString(answer.statusCode()));
    if (response.isMissingNode()) {
      response = answer.statusCode() >= 400 ? responses.path("default") : response;
    }
    if (response.has("$ref")) {
      response = document.at(response.get("$ref").textValue().substring(1));
    }
    JsonNode schema = response.at("/content/application~1json/schema");
    if (schema.isMissingNode()) {
      return List.of(method + " " + path + " has no schema for status " + answer.statusCode());
    }
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.get("components"));
    JsonSchema compiled = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
    return compiled.validate(tree(answer.body())).stream().map(Object::toString).sorted().toList();
  }
}
