package app.orqen.tools;

import app.orqen.tools.read.ExampleCuts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A request with unusual spacing, escapes, numbers and members, of one of the three forms. */
final class RandomBody {

  /** One tool as it was written, and as it must come out. */
  record Tool(String name, String text, String withoutExamples) {}

  private static final String[] STRINGS = {
    "", "a, b", "]}", "\\\"", "\\\\", "\\u005d\\u007d", "é日本🙂", "{\\\"x-orqen\\\": 1}", "line\\nline"
  };

  private final Random random;
  private final List<Tool> tools = new ArrayList<>();
  private final String before;
  private final String after;
  private final String text;

  RandomBody(Random random, WireShape shape) {
    this.random = random;
    int count = random.nextInt(30);
    StringBuilder list = new StringBuilder("[").append(space());
    for (int i = 0; i < count; i++) {
      Tool tool = tool(shape, "tool" + i);
      tools.add(tool);
      list.append(i > 0 ? "," + space() : "").append(tool.text()).append(space());
    }
    list.append("]");
    String head = "{" + space() + "\"n\":" + space() + number() + ",";
    String tail = space() + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + string() + "\"}]" + space() + "}";
    boolean converse = shape == WireShape.CONVERSE;
    before = head + (converse ? "\"toolConfig\":" + space() + "{\"tools\":" : "\"tools\":") + space();
    after = (converse ? space() + "}" : "") + tail;
    text = before + list + after;
  }

  List<Tool> tools() {
    return tools;
  }

  String text() {
    return text;
  }

  /** The bytes in front of the list of tools, which nothing may touch; nor those of {@link #after()}. */
  String before() {
    return before;
  }

  String after() {
    return after;
  }

  private Tool tool(WireShape shape, String name) {
    List<String> kept = new ArrayList<>();
    kept.add("\"name\"" + space() + ":" + space() + "\"" + name + "\"");
    kept.add("\"description\":\"" + string() + "\"");
    if (random.nextBoolean()) {
      kept.add("\"" + string() + "z\":" + value(3));
    }
    String schema = shape == WireShape.ANTHROPIC ? "input_schema" : shape == WireShape.CONVERSE ? "inputSchema" : "parameters";
    kept.add("\"" + schema + "\":" + (shape == WireShape.CONVERSE ? "{\"json\":" + value(4) + "}" : value(4)));
    int examples = random.nextInt(6) < 4 ? 0 : random.nextInt(kept.size() + 1);
    boolean with = random.nextInt(3) == 0;
    String plain = "{" + String.join(",", kept) + "}";
    String member = "\"" + ExampleCuts.EXAMPLES + "\":" + value(2);
    List<String> all = new ArrayList<>(kept);
    all.add(examples, member);
    String full = with ? "{" + String.join(",", all) + "}" : plain;
    return switch (shape) {
      case OPENAI -> new Tool(name, wrap("function", full), wrap("function", plain));
      case ANTHROPIC -> new Tool(name, full, plain);
      case CONVERSE -> new Tool(name, "{\"toolSpec\":" + full + "}", "{\"toolSpec\":" + plain + "}");
    };
  }

  private static String wrap(String type, String function) {
    return "{\"type\":\"" + type + "\",\"" + type + "\":" + function + "}";
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 4)) {
      case 0 -> number();
      case 1 -> "null";
      case 2 -> "\"" + string() + "\"";
      case 3 -> random.nextBoolean() ? "true" : "false";
      case 4 -> "[" + value(depth - 1) + "," + space() + value(depth - 1) + "]";
      default ->
          "{\"properties\":{\"" + string() + "\":" + value(depth - 1) + "},\"required\":" + value(depth - 1)
              + ",\"enum\":" + value(depth - 1) + ",\"description\":" + value(depth - 1) + "}";
    };
  }

  private String number() {
    return new String[] {"0", "-1.50", "1E+2", "123456789012345678901234567890"}[random.nextInt(4)];
  }

  private String string() {
    return STRINGS[random.nextInt(STRINGS.length)] + STRINGS[random.nextInt(STRINGS.length)];
  }

  private String space() {
    return new String[] {"", "", " ", "\n\t "}[random.nextInt(4)];
  }
}
