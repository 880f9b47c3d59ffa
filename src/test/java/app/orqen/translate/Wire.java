package app.orqen.translate;

import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import java.util.Locale;

/** The protocols that the tests speak. The first three are also surfaces. */
public enum Wire {
  /** OpenAI's chat completions. */
  OPENAI,
  /** Anthropic's messages. */
  ANTHROPIC,
  /** Amazon Bedrock's Converse and ConverseStream. */
  CONVERSE,
  /** Gemini's generateContent. */
  GEMINI;

  /** Returns the gateway's own description of the surface. */
  public Surface surface() {
    return WireRegistry.surfaces().stream().filter(surface -> surface.label().equals(label())).findFirst().orElseThrow();
  }

  /** Returns the gateway's own description of what providers speak. */
  public ProviderWire provider() {
    return WireRegistry.provider(label());
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
