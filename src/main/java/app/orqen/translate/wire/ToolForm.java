package app.orqen.translate.wire;

/**
 * Where a request has its tools and turns, and how a tool is written.
 *
 * @param tools the field with the list of tools
 * @param choice the field that says which tool is to be called; null when the field of the tools is an object that has both, the
 *     list as {@code tools} and the choice as {@code toolChoice}
 * @param conversation the field with the turns
 * @param system the field with a system prompt that isn't among the turns, or null
 * @param definition how one tool is written
 */
public record ToolForm(String tools, String choice, String conversation, String system, Definition definition) {

  /** How one tool is written. */
  public enum Definition {
    /** {@code {type: function, function: {name, description, parameters}}}. */
    FUNCTION,
    /** {@code {type: function, name, description, parameters}}. */
    FLAT_FUNCTION,
    /** {@code {name, description, input_schema}}. */
    INPUT_SCHEMA,
    /** {@code {toolSpec: {name, description, inputSchema: {json}}}}. */
    TOOL_SPEC
  }

  /** Returns whether the list and the choice are inside one object. */
  public boolean isNested() {
    return choice == null;
  }
}
