package app.orqen.translate.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of a body is the tree that Jackson reads, whatever it holds. */
class SourceTreeTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void sameAsJackson(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      String json = value(random, 0);
      JsonNode tree = SourceTree.read(json.getBytes(StandardCharsets.UTF_8));
      assertThat(MAPPER.readTree(Json.compact(tree))).as(json).isEqualTo(MAPPER.readTree(json));
      assertThat(MAPPER.readTree(tree.toString())).as(json).isEqualTo(MAPPER.readTree(json));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE"})
  void anyEncodingThatJacksonDetects(String encoding) throws Exception {
    String json = "{\"long\":\"" + "é😀 \\n".repeat(30) + "\" , \"list\":[\"" + "y".repeat(100) + "\" ] }";
    JsonNode expected = MAPPER.readTree(json);
    assertThat(MAPPER.readTree(Json.compact(SourceTree.read(json.getBytes(Charset.forName(encoding)))))).isEqualTo(expected);
    byte[] marked = ("\uFEFF" + json).getBytes(StandardCharsets.UTF_8);
    assertThat(MAPPER.readTree(Json.compact(SourceTree.read(marked)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"a\":", "[1", "{} {}", "\"x", "{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\q\"}", "{\"a\":1,}", "nul"})
  void brokenJsonIsRefused(String json) {
    assertThatThrownBy(() -> SourceTree.read(json.getBytes(StandardCharsets.UTF_8))).isInstanceOf(JsonProcessingException.class);
  }

  private static String value(Random random, int depth) {
    String space = random.nextBoolean() ? "" : random.nextBoolean() ? " " : "\r\n\t";
    int kind = random.nextInt(depth > 4 ? 5 : 7);
    return space + switch (kind) {
      case 0 -> string(random);
      case 1 -> string(random);
      case 2 -> String.valueOf(random.nextInt());
      case 3 -> "null";
      case 4 -> String.valueOf(random.nextLong());
      case 5 -> {
        StringBuilder list = new StringBuilder("[");
        for (int i = random.nextInt(5); i > 0; i--) {
          list.append(value(random, depth + 1)).append(i > 1 ? "," : "");
        }
        yield list + space + "]";
      }
      default -> {
        StringBuilder object = new StringBuilder("{");
        for (int i = random.nextInt(5); i > 0; i--) {
          object.append(space).append(string(random)).append(space).append(':').append(value(random, depth + 1)).append(i > 1 ? "," : "");
        }
        yield object + space + "}";
      }
    } + space;
  }

  private static String string(Random random) {
    String[] pieces = {"word", "é", "😀", "\\n", "\\\"", "\\\\", "?", ",", "\\u00e9", "\\ud83d\\ude00", "[", "}", " ", "\\/"};
    StringBuilder text = new StringBuilder("\"");
    for (int i = random.nextInt(random.nextBoolean() ? 4 : 60); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.append('"').toString();
  }
}
