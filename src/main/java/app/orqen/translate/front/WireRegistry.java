package app.orqen.translate.front;

import app.orqen.translate.anthropic.AnthropicSurface;
import app.orqen.translate.anthropic.AnthropicWire;
import app.orqen.translate.chat.GeminiSignature;
import app.orqen.translate.chat.OpenAiSignature;
import app.orqen.translate.chat.SealedThinking;
import app.orqen.translate.chat.Turns;
import app.orqen.translate.converse.ConverseSurface;
import app.orqen.translate.converse.ConverseWire;
import app.orqen.translate.gemini.GeminiWire;
import app.orqen.translate.openai.OpenAiSurface;
import app.orqen.translate.openai.OpenAiWire;
import app.orqen.translate.responses.ResponsesSurface;
import app.orqen.translate.responses.ResponsesWire;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The surfaces and the provider wires that there are. A new one is a line here. */
public final class WireRegistry {

  /** OpenAI's surface, whose form also has every path that isn't another surface's. */
  private static final Surface OTHERWISE = OpenAiSurface.INSTANCE;

  private static final List<Surface> SURFACES = List.of(
      OpenAiSurface.INSTANCE,
      AnthropicSurface.INSTANCE,
      InvokeSurface.INSTANCE,
      ConverseSurface.INSTANCE,
      ResponsesSurface.INSTANCE);

  private static final List<ProviderWire> PROVIDERS = List.of(
      OpenAiWire.INSTANCE,
      AnthropicWire.INSTANCE,
      ConverseWire.INSTANCE,
      GeminiWire.INSTANCE,
      ResponsesWire.INSTANCE);

  /** OpenAI's wire, for what the gateway does only to calls in it. */
  public static final ProviderWire OPENAI = OpenAiWire.INSTANCE;
  /** Anthropic's wire, whose calls need a header with a version. */
  public static final ProviderWire ANTHROPIC = AnthropicWire.INSTANCE;
  /** Converse, whose calls are signed and whose addresses are Amazon's. */
  public static final ProviderWire CONVERSE = ConverseWire.INSTANCE;

  /** OpenAI's Responses API, which some providers speak beside their own wire. */
  public static final ProviderWire RESPONSES = ResponsesWire.INSTANCE;

  /** Amazon's InvokeModel for Claude, which Bedrock speaks beside Converse. */
  public static final ProviderWire INVOKE = InvokeWire.INSTANCE;

  /** How the {@code encrypted_content} of a Responses item begins that has another provider's thinking. */
  public static final String SEALED_THINKING = SealedThinking.MARK;

  /** How the signature of a thinking block begins that Claude didn't sign. */
  public static final List<String> FOREIGN_SIGNATURES = List.of(OpenAiSignature.MARK, GeminiSignature.MARK);

  /** What a turn says that has nothing left. */
  public static final String NO_CONTENT = Turns.NO_CONTENT;

  private WireRegistry() {}

  /** Returns all surfaces. */
  public static List<Surface> surfaces() {
    return SURFACES;
  }

  /** Returns all provider wires. */
  public static List<ProviderWire> providers() {
    return PROVIDERS;
  }

  /** Returns the surface that a request's path belongs to, and OpenAI's for every path that belongs to no other. */
  public static Surface surfaceOf(String path) {
    for (Surface surface : SURFACES) {
      if (surface.owns(path)) {
        return surface;
      }
    }
    return OTHERWISE;
  }

  /**
   * Returns the surface whose SDK asks: the one that a path belongs to, or another one that shares the path and whose header is there.
   *
   * @param headers returns the value of a header, or null
   */
  public static Surface askedFor(Surface owner, String path, UnaryOperator<String> headers) {
    for (Surface surface : SURFACES) {
      String shared = surface.sharedPath();
      boolean on = shared != null && (path.equals(shared) || path.startsWith(shared + "/"));
      if (on && headers.apply(surface.sharedHeader()) != null) {
        return surface;
      }
    }
    return owner;
  }

  /**
   * Returns the provider wire of a name.
   *
   * @throws IllegalArgumentException if there is no such wire
   */
  public static ProviderWire provider(String label) {
    return PROVIDERS.stream().filter(wire -> wire.label().equals(label)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("wire is '" + label + "', but must be one of "
            + PROVIDERS.stream().map(ProviderWire::label).collect(Collectors.joining(", "))));
  }
}
