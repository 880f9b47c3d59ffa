package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.ConversationReader;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolList;
import app.orqen.tools.read.ToolList.Element;
import app.orqen.translate.front.WireRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The cases of a folder: every {@code X.jsonl(.gz)} with its {@code X-tools.json(.gz)}; DATA.md has the format. */
final class EvaluationSet {

  static final List<Integer> POOLS = List.of(16, 32, 64, 128);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** One query with its pools. */
  record Case(
      String id,
      String source,
      String kind,
      String group,
      Set<String> gold,
      Conversation conversation,
      Map<Integer, List<Element>> pools,
      Map<Integer, PruneRequest> requests) {}

  private final List<Case> cases = new ArrayList<>();
  private final ToolList toolList = new ToolList(1_000_000);

  static List<Case> load(Path folder, int every) throws IOException {
    EvaluationSet set = new EvaluationSet();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz")) {
          set.loadFile(file, every);
        }
      }
    }
    return set.cases;
  }

  private void loadFile(Path file, int every) throws IOException {
    Path tools = file.resolveSibling(file.getFileName().toString().replace(".jsonl", "-tools.json"));
    JsonNode catalogue;
    try (InputStream in = open(tools)) {
      catalogue = MAPPER.readTree(in);
    }
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && number++ % every == 0) {
          cases.add(read(MAPPER.readTree(line), catalogue));
        }
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private Case read(JsonNode json, JsonNode catalogue) throws IOException {
    Map<Integer, List<Element>> pools = new HashMap<>();
    Map<Integer, PruneRequest> requests = new HashMap<>();
    for (int size : POOLS) {
      ArrayNode tools = MAPPER.createArrayNode();
      json.get("pools").path(String.valueOf(size)).forEach(id -> tools.add(catalogue.get(id.asText())));
      if (!tools.isEmpty()) {
        PruneRequest request = request(json, tools);
        requests.put(size, request);
        pools.put(size, toolList.read(request.body(), request.tools()));
      }
    }
    PruneRequest any = requests.values().iterator().next();
    Conversation conversation =
        ConversationReader.read(any.body(), any.messages(), null, new TimeBudget(() -> 0, 1));
    Set<String> gold = new HashSet<>();
    json.get("gold").forEach(name -> gold.add(name.asText()));
    return new Case(
        json.get("id").asText(),
        json.get("source").asText(),
        json.get("kind").asText(),
        json.get("group").asText(),
        gold,
        conversation,
        pools,
        requests);
  }

  private static PruneRequest request(JsonNode json, ArrayNode tools) throws IOException {
    ObjectNode body = MAPPER.createObjectNode();
    body.set("messages", json.get("messages"));
    body.set("tools", tools);
    byte[] bytes = MAPPER.writeValueAsBytes(body);
    int messages = MAPPER.writeValueAsBytes(json.get("messages")).length;
    int toolBytes = MAPPER.writeValueAsBytes(tools).length;
    ByteSpan messageSpan = new ByteSpan("{\"messages\":".length(), "{\"messages\":".length() + messages);
    ByteSpan toolSpan = new ByteSpan(bytes.length - 1 - toolBytes, bytes.length - 1);
    String id = json.get("id").asText();
    String session = id + "/" + tools.size();
    return new PruneRequest(
        bytes, WireRegistry.surfaceOf("").tools(), toolSpan, messageSpan, null, null, ToolPolicy.OPEN, "bench", "bench", session,
        false, false, false);
  }
}
