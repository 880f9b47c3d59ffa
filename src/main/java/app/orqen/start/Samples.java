package app.orqen.start;

import app.orqen.provider.CredentialSet;
import app.orqen.provider.Provider;
import app.orqen.translate.wire.Operation;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sample requests of {@code try}: first one that stores a made-up credential, then one of each surface. */
final class Samples {

  /** A request to the gateway. The one without a title stores the credential. */
  record Sample(String title, String method, String path, String body) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "sample-secret-4f1c9a";
  private static final String KEY_ID = "AKIASAMPLE4F1C9A";
  private static final String STARS = "****";
  private static final String TOOL_SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";

  private final Provider provider;
  private final String model;

  Samples(Provider provider, String model) {
    this.provider = provider;
    this.model = provider.knownAs() + "/" + model;
  }

  /** Returns a caught call without anything of the credential. */
  String starred(String call) {
    return call.replace(SECRET, STARS).replace(KEY_ID, STARS).replaceAll("Signature=\\w+", "Signature=" + STARS);
  }

  List<Sample> all() {
    List<Sample> all = new ArrayList<>();
    Map<String, String> credential = credential();
    if (!credential.isEmpty()) {
      ObjectNode body = JSON.createObjectNode().put("provider", provider.knownAs());
      credential.forEach(body::put);
      all.add(new Sample("", "PUT", "/v1/account/providers", body.toString()));
    }
    if (provider.operations().contains(Operation.CHAT)) {
      for (boolean stream : new boolean[] {false, true}) {
        String how = stream ? ", streamed" : ", plain";
        all.add(new Sample("OpenAI chat completions" + how, "POST", "/v1/chat/completions", chat(stream)));
        all.add(new Sample("Anthropic messages" + how, "POST", "/v1/messages", messages(stream)));
        all.add(new Sample("Bedrock Converse" + how, "POST", "/model/" + URLEncoder.encode(model, StandardCharsets.UTF_8)
            + (stream ? "/converse-stream" : "/converse"), converse()));
        all.add(new Sample("OpenAI responses" + how, "POST", "/v1/responses", responses(stream)));
      }
    }
    if (provider.operations().contains(Operation.EMBEDDINGS)) {
      all.add(new Sample("OpenAI embeddings", "POST", "/v1/embeddings",
          JSON.createObjectNode().put("model", model).put("input", "Hello").toString()));
    }
    if (provider.paths().byOperation().containsKey(Operation.RERANK)) {
      all.add(new Sample("Rerank", "POST", "/v1/rerank",
          "{\"model\":\"" + model + "\",\"query\":\"Hello\",\"documents\":[\"Good day\"]}"));
    }
    return all;
  }

  /** Makes up what the provider needs, and one way to prove oneself. */
  private Map<String, String> credential() {
    Map<String, String> fields = new LinkedHashMap<>();
    provider.required().forEach(name -> fields.put(name, value(name)));
    List<String> ways = CredentialSet.ways(provider);
    String way = ways.contains("api_key") ? "api_key" : ways.isEmpty() ? null : ways.get(0);
    if (way != null && (!provider.keyless() || ways.size() > 1)) {
      fields.put(way, value(way));
      if (way.equals("aws_access_key_id")) {
        fields.put("aws_secret_access_key", SECRET);
      }
    }
    return fields;
  }

  private String value(String field) {
    return switch (field) {
      case "aws_region_name" -> "us-east-1";
      case "aws_access_key_id" -> KEY_ID;
      case "vertex_project" -> "sample-project";
      case "vertex_location" -> "us-central1";
      case "api_base" -> provider.knownAs().equals("azure") ? "https://sample.openai.azure.com"
          : "https://sample.services.ai.azure.com";
      case "api_version" -> "2024-10-21";
      default -> SECRET;
    };
  }

  private String chat(boolean stream) {
    return "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "")
        + "\"messages\":[{\"role\":\"developer\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hello\"}],"
        + "\"temperature\":0,\"max_completion_tokens\":100,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":"
        + "\"weather\",\"description\":\"Tells the weather\",\"parameters\":" + TOOL_SCHEMA + "}}]}";
  }

  private String messages(boolean stream) {
    return "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "")
        + "\"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"temperature\":0,"
        + "\"max_tokens\":100,\"tools\":[{\"name\":\"weather\",\"description\":\"Tells the weather\",\"input_schema\":"
        + TOOL_SCHEMA + "}]}";
  }

  private String responses(boolean stream) {
    return "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "")
        + "\"instructions\":\"Be brief.\",\"input\":\"Hello\",\"temperature\":0,\"max_output_tokens\":100,\"store\":false,"
        + "\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"description\":\"Tells the weather\",\"parameters\":"
        + TOOL_SCHEMA + ",\"strict\":false}]}";
  }

  private static String converse() {
    return "{\"system\":[{\"text\":\"Be brief.\"}],\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}],"
        + "\"inferenceConfig\":{\"temperature\":0,\"maxTokens\":100},\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":"
        + "\"weather\",\"description\":\"Tells the weather\",\"inputSchema\":{\"json\":" + TOOL_SCHEMA + "}}}]}}";
  }
}
