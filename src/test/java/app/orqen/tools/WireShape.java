package app.orqen.tools;

import app.orqen.translate.Wire;
import app.orqen.translate.wire.ToolForm;

/** The request forms that the tests write tools in. */
public enum WireShape {
  /** {@code tools: [{type: function, function: {name, …}}]}. */
  OPENAI,
  /** {@code tools: [{name, description, input_schema}]}. */
  ANTHROPIC,
  /** {@code toolConfig: {tools: [{toolSpec: {name, …}}], toolChoice}}. */
  CONVERSE;

  /** Returns how the gateway describes the form. */
  ToolForm form() {
    return Wire.valueOf(name()).surface().tools();
  }
}
