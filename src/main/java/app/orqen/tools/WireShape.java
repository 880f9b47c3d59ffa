package app.orqen.tools;

/** The three request forms whose tools can be pruned. */
public enum WireShape {
  /** {@code tools: [{type: function, function: {name, …}}]}. */
  OPENAI,
  /** {@code tools: [{name, description, input_schema}]}. */
  ANTHROPIC,
  /** {@code toolConfig: {tools: [{toolSpec: {name, …}}], toolChoice}}. */
  CONVERSE
}
