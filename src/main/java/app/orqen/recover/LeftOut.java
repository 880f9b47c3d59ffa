package app.orqen.recover;

import app.orqen.tools.Recovery;
import java.util.function.Predicate;

/**
 * The names that a joiner tells apart from those of tools that the model was given.
 *
 * @param findTool the gateway's own function
 * @param tools whether a name is that of a tool that was left out
 */
record LeftOut(String findTool, Predicate<String> tools) {

  static LeftOut of(Recovery recovery) {
    return new LeftOut(recovery.toolName(), recovery::isLeftOut);
  }

  boolean has(String name) {
    return tools.test(name);
  }
}
