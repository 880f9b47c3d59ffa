package app.orqen.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BodyEditTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> VALUES = List.of("1", "-0.0e+2", "true", "null", "\"a\\\"b,}\"", "[1, {\"x\":[]}]",
      "{ \"model\" : \"inner\" }", "\"é€😀\"", "\"\"", "[]");

  private static BodyScan scan(String json) {
    return BodyScan.of(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(BodyEdit edit) {
    return new String(edit.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void anUntouchedBodyStaysAsItIs() {
    String json = " {\"b\" : 1.0e0 ,\t\"a\":[ ] }\n";
    assertThat(text(new BodyEdit(scan(json)))).isEqualTo(json);
  }

  @Test
  void fieldsAreCutWithTheirComma() {
    BodyScan scan = scan("{ \"api_key\":\"k1\", \"model\":\"m\" ,\"api_base\" : \"http://h\" , \"z\":1}");
    BodyEdit edit = new BodyEdit(scan);
    edit.cut("api_key");
    edit.cut("api_base");
    assertThat(text(edit)).isEqualTo("{ \"model\":\"m\" , \"z\":1}");
  }

  @Test
  void aLoneFieldLeavesAnEmptyObject() {
    BodyScan scan = scan("{\"api_key\":\"k1\"}");
    BodyEdit edit = new BodyEdit(scan);
    edit.cut("api_key");
    edit.add("stream_options", "{}");
    assertThat(text(edit)).isEqualTo("{\"stream_options\":{}}");
  }

  @Test
  void aNestedFieldIsCutFirstMiddleAndLast() {
    for (String message : List.of("{\"name\":\"n\",\"role\":\"user\"}", "{\"role\":\"user\" , \"name\" : \"n\"}",
        "{\"role\":\"user\",\"name\":\"n\",\"content\":\"c\"}", "{\"name\":\"n\"}")) {
      BodyScan scan = scan("{\"messages\":[" + message + "]}");
      BodyEdit edit = new BodyEdit(scan);
      scan.messageNames().forEach(edit::cutNested);
      assertThat(text(edit)).doesNotContain("name").satisfies(json -> JSON.readTree(json));
    }
  }

  /** Whatever is cut, renamed, replaced and added, the result is the JSON that a tree edit would give. */
  @RepeatedTest(300)
  void anyEditOfAnyObjectIsTheTreesEdit() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> names = new ArrayList<>(List.of("model", "a", "b", "api_key", "stream", "c", "d"));
    Collections.shuffle(names, random);
    names = names.subList(0, 1 + random.nextInt(names.size()));
    StringBuilder json = new StringBuilder(space(random)).append("{").append(space(random));
    for (int i = 0; i < names.size(); i++) {
      String value = switch (names.get(i)) {
        case "stream" -> "true";
        case "api_key" -> "\"secret\"";
        default -> VALUES.get(random.nextInt(VALUES.size()));
      };
      json.append(i == 0 ? "" : "," + space(random)).append('"').append(names.get(i)).append('"')
          .append(space(random)).append(':').append(space(random)).append(value).append(space(random));
    }
    json.append("}").append(space(random));
    BodyScan scan = scan(json.toString());
    BodyEdit edit = new BodyEdit(scan);
    ObjectNode tree = (ObjectNode) JSON.readTree(json.toString());
    for (Field field : scan.fields()) {
      switch (random.nextInt(4)) {
        case 0 -> {
          edit.cut(field);
          tree.remove(field.name());
        }
        case 1 -> {
          edit.value(field, "[\"new\"]".getBytes(StandardCharsets.UTF_8));
          tree.putArray(field.name()).add("new");
        }
        case 2 -> {
          edit.rename(field, field.name() + "_new");
          JsonNode value = tree.remove(field.name());
          tree.set(field.name() + "_new", value);
        }
        default -> { }
      }
    }
    edit.add("added", "7");
    tree.put("added", 7);
    assertThat(JSON.readTree(edit.bytes())).as("seed %d: %s", seed, json).isEqualTo(tree);
  }

  private static String space(Random random) {
    return List.of("", "", " ", "\n\t", "  ").get(random.nextInt(5));
  }
}
