package app.orqen.it.support;

import app.orqen.translate.Wire;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Requests with tools in the form of each surface, and the tools in what a provider of each wire was sent. */
public record ToolCalls(Gateway gateway, StandIn provider, String keyId) {

  public static final ObjectMapper JSON = new ObjectMapper();

  /** Twenty tools. One of them is "weather", which the answers of {@link Wires} call. */
  public static final List<String> TWENTY = List.of("invoice", "calendar", "weather", "translation", "photo", "flight",
      "recipe", "payroll", "warehouse", "playlist", "passport", "insurance", "garden", "battery", "museum", "harbour",
      "satellite", "orchestra", "telescope", "vineyard");

  /** A busy machine must not make pruning give up in a test of what it does. */
  public static final String PATIENT = "orqen.tools.time-budget=1m";

  /** Starts a gateway whose providers are all the stand-in; with {@link #PATIENT} unless there are settings. */
  public static ToolCalls start(String... settings) {
    StandIn provider = new StandIn();
    List<String> all = new ArrayList<>(List.of("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.groq.base-url=" + provider.url() + "/v1",
        "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000"));
    for (String id : List.of("anthropic", "gemini", "bedrock")) {
      all.add("orqen.providers." + id + ".base-url=" + provider.url());
    }
    all.addAll(List.of(settings.length == 0 ? new String[] {PATIENT} : settings));
    Gateway gateway = Gateway.start(all.toArray(String[]::new));
    return new ToolCalls(gateway, provider, tree(gateway.get("/v1/account/keys").body()).at("/data/0/id").asText());
  }

  public void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  /** Has the provider of a wire answer with a text and a call of "weather". */
  public void answers(Wire wire) {
    provider.script((request, socket) -> socket.json(200, Wires.answer(wire)));
  }

  /** The same as a stream. */
  public void streams(Wire wire) {
    byte[] stream = Wires.stream(wire, true);
    provider.script((request, socket) -> socket.answer(200, Wires.streamType(wire), stream));
  }

  /** Changes the first account's key. */
  public void key(String json) {
    expectOk(Gateway.send(gateway.request("/v1/account/keys/" + keyId).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(json))));
  }

  public void lists(String allowed, String denied, String keep) {
    expectOk(gateway.put("/v1/account/keys/" + keyId + "/toollist", "{\"allowed_tools\":" + allowed
        + ",\"denied_tools\":" + denied + ",\"keep_tools\":" + keep + "}"));
  }

  private static void expectOk(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
  }

  public static String tool(Surface surface, String name) {
    String text = "\"description\":\"Looks up the " + name + " of the user\",";
    String examples = "\"x-orqen-examples\":[\"show my " + name + "\"]";
    String schema = "{\"type\":\"object\",\"properties\":{}}";
    return switch (surface) {
      case OPENAI -> "{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\"," + text + "\"parameters\":" + schema
          + "," + examples + "}}";
      case ANTHROPIC -> "{" + examples + ",\"name\":\"" + name + "\"," + text + "\"input_schema\":" + schema + "}";
      case RESPONSES -> "{\"type\":\"function\",\"name\":\"" + name + "\"," + text + "\"strict\":false,\"parameters\":" + schema
          + "," + examples + "}";
      case CONVERSE -> "{\"toolSpec\":{\"name\":\"" + name + "\"," + text + examples + ",\"inputSchema\":{\"json\":" + schema
          + "}}}";
    };
  }

  public static String tools(Surface surface, List<String> names) {
    return "[" + String.join(",", names.stream().map(name -> tool(surface, name)).toList()) + "]";
  }

  /** A user's message. */
  public static String user(Surface surface, String text) {
    return surface == Surface.CONVERSE
        ? "{\"role\":\"user\",\"content\":[{\"text\":\"" + text + "\"}]}"
        : "{\"role\":\"user\",\"content\":\"" + text + "\"}";
  }

  /** An answer of the assistant's, as the next request repeats it. */
  public static String assistant(Surface surface, String text) {
    return user(surface, text).replace("\"user\"", "\"assistant\"");
  }

  /**
   * Sends one request to the provider of a wire.
   *
   * @param tools a JSON list
   * @param messages JSON messages, or items of the Responses API, with commas between
   * @param more further top-level fields, each with a comma before it; of Converse's {@code toolConfig} when they say so
   */
  public HttpResponse<String> send(Surface surface, Wire wire, boolean stream, String tools, String messages, String more) {
    String credentials = "{" + (wire == Wire.CONVERSE ? Wires.AWS : Wires.CREDENTIALS);
    String head = credentials + ",\"messages\":[" + messages + "]";
    String model = ",\"model\":\"" + Wires.model(surface, wire) + "\"" + (stream ? ",\"stream\":true" : "");
    return switch (surface) {
      case OPENAI -> gateway.post("/v1/chat/completions", head + model + ",\"tools\":" + tools + more + "}");
      case ANTHROPIC -> gateway.post("/v1/messages", head + model + ",\"max_tokens\":100,\"tools\":" + tools + more + "}");
      case RESPONSES -> gateway.post("/v1/responses", credentials + ",\"input\":[" + messages + "]" + model + ",\"tools\":" + tools + more + "}");
      case CONVERSE -> gateway.post("/model/" + Wires.model(wire).replace("/", "%2F").replace(":", "%3A") + "/converse"
          + (stream ? "-stream" : ""), head + ",\"toolConfig\":{\"tools\":" + tools + "}" + more + "}");
    };
  }

  /** Twenty tools and one question. */
  public HttpResponse<String> ask(Surface surface, Wire wire, boolean stream, String text, String more) {
    return send(surface, wire, stream, tools(surface, TWENTY), user(surface, text), more);
  }

  /** Names of the client's tools that the provider was sent last. */
  public List<String> forwarded(Wire wire) {
    return offered(wire).stream().filter(name -> !name.equals("find_tools")).toList();
  }

  /** Names of all tools that the provider was sent last. */
  public List<String> offered(Wire wire) {
    JsonNode body = tree(provider.last().text());
    List<String> names = new ArrayList<>();
    for (JsonNode tool : body.at(wire == Wire.CONVERSE ? "/toolConfig/tools" : "/tools")) {
      switch (wire) {
        case OPENAI -> names.add(tool.at("/function/name").asText());
        case ANTHROPIC -> names.add(tool.path("name").asText());
        case CONVERSE -> names.add(tool.at("/toolSpec/name").asText());
        case GEMINI -> tool.path("functionDeclarations").forEach(f -> names.add(f.path("name").asText()));
      }
    }
    return names;
  }

  public static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  public static String receipt(HttpResponse<?> answer) {
    StringBuilder all = new StringBuilder();
    for (String name : List.of("x-orqen-tools-input", "x-orqen-tools-output", "x-orqen-prune-ratio", "x-orqen-routing")) {
      all.append(answer.headers().firstValue(name).orElse("missing")).append(' ');
    }
    return all.toString().strip();
  }
}
