package app.orqen.translate;

/** A protocol that translators speak. The first three are also surfaces, what clients may speak to the gateway. */
public enum Wire {
  /** OpenAI chat completions, and what calls itself compatible. */
  OPENAI,
  /** Anthropic messages. */
  ANTHROPIC,
  /** Amazon Bedrock Converse and ConverseStream. */
  CONVERSE,
  /** Gemini generateContent. */
  GEMINI
}
