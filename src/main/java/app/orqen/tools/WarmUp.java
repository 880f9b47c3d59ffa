package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import app.orqen.translate.front.WireRegistry;
import java.nio.charset.StandardCharsets;

/** Takes a pruner through everything that a request may need once, for the Java virtual machine's sake. */
final class WarmUp {

  private static final int TOOLS = 40;
  private static final int ROUNDS = 20;

  private static final String MESSAGES =
      """
      [{"role":"user","content":"Find the weather forecast for Rome. Book a hotel room near it, and then call me."},
       {"role":"assistant","tool_calls":[{"function":{"name":"tool_1","arguments":"{}"}}]},
       {"role":"tool","content":"done"},{"role":"user","content":"and again"}]""";

  private WarmUp() {}

  static void run(ToolPruner pruner) {
    String tools = tools();
    byte[] body = (MESSAGES + tools).getBytes(StandardCharsets.UTF_8);
    ByteSpan messages = new ByteSpan(0, MESSAGES.length());
    ByteSpan list = new ByteSpan(MESSAGES.length(), body.length);
    for (int round = 0; round < ROUNDS; round++) {
      pruner.prune(
          new PruneRequest(
              body, WireRegistry.surfaceOf("").tools(), list, messages, null, null, ToolPolicy.OPEN,
              "warm-up", "warm-up", "s" + round, false, true, false));
    }
  }

  private static String tools() {
    StringBuilder tools = new StringBuilder("[");
    for (int i = 0; i < TOOLS; i++) {
      tools.append(i == 0 ? "" : ",");
      tools.append("{\"type\":\"function\",\"function\":{\"name\":\"tool_").append(i);
      tools.append("\",\"description\":\"Books rooms, forecasts weather\",\"parameters\":{\"properties\":{\"city\":");
      tools.append("{\"type\":\"string\",\"description\":\"Which city\"}},\"required\":[\"city\"]}}}");
    }
    return tools.append(']').toString();
  }
}
