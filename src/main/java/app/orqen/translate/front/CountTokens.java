package app.orqen.translate.front;

import app.orqen.translate.answer.TokenCount;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ProviderBody;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Counts of a request's tokens, asked of providers, or estimated for those that can't count. */
public final class CountTokens {

  /**
   * Bytes of a token. English and code come to about this many characters. Other scripts come to fewer characters, and have
   * more bytes each.
   */
  private static final double BYTES_PER_TOKEN = 3.6;

  /** What an image of usual size costs on Claude. */
  private static final int IMAGE_TOKENS = 1600;

  private static final int FILE_STRING = 4096;

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
   * Returns an estimate from the text in a request of any surface. It is rather too high than too low, since clients use it to
   * stay below a limit. Files count as images.
   */
  public static long estimate(byte[] body) throws TranslationException {
    long bytes = 0;
    long images = 0;
    try (JsonParser parser = Json.FACTORY.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        int length = token == JsonToken.VALUE_STRING || token.isNumeric() ? parser.getTextLength() : 0;
        if (length > FILE_STRING && isFile(parser.getText())) {
          images++;
        } else if (token == JsonToken.VALUE_STRING) {
          bytes += utf8Length(parser);
        } else if (token == JsonToken.FIELD_NAME || length > 0) {
          bytes += 2;
        }
      }
    } catch (IOException e) {
      throw TranslationException.invalid(null, "The request body is not valid JSON.");
    }
    return (long) Math.ceil(bytes / BYTES_PER_TOKEN) + images * IMAGE_TOKENS;
  }

  /** Returns whether a text is a file. Base64 has no white space in its first part, and prose has. */
  private static boolean isFile(String text) {
    return text.startsWith("data:") || text.indexOf(' ') < 0 && text.indexOf('\n') < 0;
  }

  private static long utf8Length(JsonParser parser) throws IOException {
    char[] chars = parser.getTextCharacters();
    int from = parser.getTextOffset();
    long length = 0;
    for (int i = from; i < from + parser.getTextLength(); i++) {
      length += chars[i] < 0x80 ? 1 : 2;
    }
    return length;
  }
}
