package app.orqen.it.support;

/** The APIs whose clients the integration tests play. */
public enum Surface {
  OPENAI,
  ANTHROPIC,
  CONVERSE
}
