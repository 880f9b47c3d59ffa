package app.orqen.translate.front;

import app.orqen.tokens.TokenMeter;
import app.orqen.translate.answer.TokenCount;
import app.orqen.translate.chat.ModelRules;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderBody;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import java.io.IOException;
import java.util.Locale;

/** Counts of a request's tokens, asked of providers, or estimated for those that can't count. */
public final class CountTokens {

  /** What an image of usual size costs on Claude. */
  private static final long IMAGE_TOKENS = 1600;

  /** What begins the answer. */
  private static final int PRIMING = 3;

  private CountTokens() {}

  /**
   * Returns the provider's own request for a request of a surface; null if it has no such call.
   *
   * @throws TranslationException with status 400 if the request can't be understood
   */
  public static byte[] request(Surface surface, ProviderWire provider, byte[] body, RequestContext context)
      throws TranslationException {
    byte[] translated = provider.write(surface.read(body), context).body();
    JsonOut request = provider.countRequest(ProviderBody.object(translated), context);
    return request == null ? null : request.bytes();
  }

  /**
   * Returns the provider's answer in the surface's form.
   *
   * @throws TranslationException with status 502 if it has no count
   */
  public static byte[] answer(Surface surface, ProviderWire provider, byte[] body) throws TranslationException {
    long tokens = TokenCount.of(ProviderBody.object(body), provider.countField(), -1);
    if (tokens < 0) {
      throw TranslationException.nonsense("The provider's answer has no count of tokens.");
    }
    return surface.count(tokens);
  }

  /**
   * Returns an estimate of a request's tokens. Files count as images.
   *
   * @param meter counts the texts
   * @param model the model's name or family; Claude's tokenizers make more tokens of a text than the one that is known
   * @throws TranslationException with status 400 if the body isn't JSON
   */
  public static long estimate(byte[] body, TokenMeter meter, String model) throws TranslationException {
    RequestTokens tokens;
    try {
      tokens = RequestTokens.of(body, meter);
    } catch (IOException e) {
      throw TranslationException.invalid(null, "The request body is not valid JSON. Send one JSON object in UTF-8.");
    }
    double factor = ModelRules.find("claude", model).path("tokens").asDouble(1);
    return Math.round((meter.total() + tokens.frame()) * factor) + PRIMING + tokens.files() * IMAGE_TOKENS;
  }

  /** Returns whether a provider's error says that it doesn't count the tokens of this model, as Bedrock does of its newest ones. */
  public static boolean isRefusal(ProviderError error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    boolean ours = error.kind() == ErrorKind.INVALID_REQUEST || error.kind() == ErrorKind.NOT_FOUND;
    return ours && message.contains("count") && message.contains("support");
  }
}
