package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes requests as the body scanner would hand them over, and reads what became of them. */
final class Requests {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private Requests() {}

  /** A request from a body in JSON with single quotes. */
  static PruneRequest of(WireShape shape, String body, ToolPolicy policy, String session) {
    return ofBytes(shape, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), policy, session);
  }

  static PruneRequest ofBytes(WireShape shape, byte[] body, ToolPolicy policy, String session) {
    Map<String, ByteSpan> spans = topLevel(body);
    boolean converse = shape == WireShape.CONVERSE;
    return new PruneRequest(
        body,
        shape.form(),
        spans.get(converse ? "toolConfig" : "tools"),
        spans.get("messages"),
        converse ? null : spans.get("tool_choice"),
        spans.get("system"),
        policy,
        "key-1",
        "account-1",
        session,
        false,
        false,
        false);
  }

  private static Map<String, ByteSpan> topLevel(byte[] body) {
    Map<String, ByteSpan> spans = new HashMap<>();
    try (var json = MAPPER.getFactory().createParser(body)) {
      json.nextToken();
      while (json.nextToken() == com.fasterxml.jackson.core.JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        int start = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        spans.put(field, new ByteSpan(start, (int) json.currentLocation().getByteOffset()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return spans;
  }

  /** An OpenAI request with tools of these names and one user text. */
  static PruneRequest openAi(ToolPolicy policy, String session, String text, String... tools) {
    return of(WireShape.OPENAI, "{'messages':[{'role':'user','content':'" + text + "'}],'tools':" + tools(tools) + "}", policy, session);
  }

  static String tools(String... names) {
    List<String> tools = Arrays.stream(names).map(Requests::tool).toList();
    return "[" + String.join(",", tools) + "]";
  }

  static String tool(String name) {
    return "{'type':'function','function':{'name':'" + name + "','description':'about " + name + "','parameters':{}}}";
  }

  static String[] names(int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "t" + i;
    }
    return names;
  }

  /** The body that the provider gets; the result must not be REMOVED. */
  static byte[] spliced(PruneRequest request, PruneResult result) {
    if (result.change() == PruneResult.Change.UNCHANGED) {
      return request.body();
    }
    byte[] body = request.body();
    ByteSpan span = result.span();
    byte[] out = new byte[body.length - span.length() + result.replacement().length];
    System.arraycopy(body, 0, out, 0, span.start());
    System.arraycopy(result.replacement(), 0, out, span.start(), result.replacement().length);
    System.arraycopy(body, span.end(), out, span.start() + result.replacement().length, body.length - span.end());
    return out;
  }

  /** The tools in a body, each as its bytes read as text. */
  static List<JsonNode> toolsIn(WireShape shape, byte[] body) {
    try {
      JsonNode tree = MAPPER.readTree(body);
      JsonNode tools = shape == WireShape.CONVERSE ? tree.at("/toolConfig/tools") : tree.path("tools");
      List<JsonNode> all = new ArrayList<>();
      tools.forEach(all::add);
      return all;
    } catch (JsonProcessingException e) {
      throw new AssertionError(new String(body, StandardCharsets.UTF_8), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
