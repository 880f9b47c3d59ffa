package app.orqen.it.support;

import app.orqen.translate.Wire;

/** The APIs whose clients the integration tests play. */
public enum Surface {
  OPENAI(Wire.OPENAI),
  ANTHROPIC(Wire.ANTHROPIC),
  CONVERSE(Wire.CONVERSE),
  /** OpenAI's Responses API. Its requests go to providers that speak another form. */
  RESPONSES(Wire.OPENAI);

  private final Wire usual;

  Surface(Wire usual) {
    this.usual = usual;
  }

  /** Returns the wire of the same form, or the one that requests are usually translated to. */
  public Wire wire() {
    return usual;
  }
}
