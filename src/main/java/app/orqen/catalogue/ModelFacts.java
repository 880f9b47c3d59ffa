package app.orqen.catalogue;

import java.time.LocalDate;
import java.util.List;

/**
 * What is known of one model of one provider. Whatever the table does not say is null, and {@code efforts} is empty.
 *
 * @param provider the provider's id
 * @param model the provider's name for the model; empty in {@link #UNKNOWN}
 * @param mode which API answers for it
 * @param maxInputTokens the context window
 * @param maxOutputTokens the longest answer, thinking included
 * @param tools whether it calls tools
 * @param vision whether it takes images
 * @param pdf whether it takes PDF documents
 * @param reasoning whether it thinks before it answers
 * @param efforts the reasoning efforts that it takes, from the lowest to the highest
 * @param thinkingAlwaysOn whether its thinking cannot be switched off
 * @param adaptiveThinking whether it takes Claude's adaptive form of thinking
 * @param samplingParams whether it takes temperature and top_p
 * @param responseSchema whether an answer can be held to a JSON schema
 * @param toolSearch whether its provider can search among deferred tools
 * @param cacheMinTokens the shortest prefix that its provider caches
 * @param deprecatedOn the day on which it ends or ended
 * @param successor the model that its provider names in its place
 * @param tier how capable it is, 1 to 3, as a table says; {@link Tiers} knows one for each model
 */
public record ModelFacts(
    String provider,
    String model,
    Mode mode,
    Integer maxInputTokens,
    Integer maxOutputTokens,
    Prices prices,
    Boolean tools,
    Boolean vision,
    Boolean pdf,
    Boolean reasoning,
    List<String> efforts,
    Boolean thinkingAlwaysOn,
    Boolean adaptiveThinking,
    Boolean samplingParams,
    Boolean responseSchema,
    Boolean toolSearch,
    Integer cacheMinTokens,
    LocalDate deprecatedOn,
    String successor,
    Integer tier) {

  /** Which API of a provider answers for a model. */
  public enum Mode {
    CHAT,
    /** OpenAI's Responses API only. */
    RESPONSES,
    EMBEDDING
  }

  /** A model of which nothing is known. */
  public static final ModelFacts UNKNOWN = new ModelFacts("", "", Mode.CHAT, null, null, Prices.UNKNOWN, null, null, null,
      null, List.of(), null, null, null, null, null, null, null, null, null);

  /** Returns the same facts with another limit of the answer, in tokens. */
  public ModelFacts withMaxOutputTokens(Integer tokens) {
    return new ModelFacts(provider, model, mode, maxInputTokens, tokens, prices, tools, vision, pdf, reasoning, efforts,
        thinkingAlwaysOn, adaptiveThinking, samplingParams, responseSchema, toolSearch, cacheMinTokens, deprecatedOn, successor, tier);
  }

  /** Returns whether the table has this model. */
  public boolean isKnown() {
    return !model.isEmpty();
  }
}
