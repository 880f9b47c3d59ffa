package app.orqen.it;

/** The APIs whose clients the integration tests play. */
public enum Surface {
  OPENAI,
  ANTHROPIC,
  CONVERSE
}
