package app.orqen.translate.front;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.TokenCount;
import app.orqen.translate.anthropic.AnthropicRequestReader;
import app.orqen.translate.chat.ModelRules;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ProviderBody;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Anthropic's count_tokens, asked of other providers, or estimated for those that cannot count. */
public final class CountTokens {

  /** English and code come to about this many characters a token; other scripts to fewer, which is counted by bytes. */
  private static final double BYTES_PER_TOKEN = 3.6;

  /** What an image of usual size costs on Claude. */
  private static final int IMAGE_TOKENS = 1600;

  private static final int FILE_STRING = 4096;

  private CountTokens() {}

  /** Whether a provider counts a model's tokens: Bedrock does for Claude from 3.5 on. */
  public static boolean isCounted(Wire provider, String model) {
    if (provider != Wire.CONVERSE) {
      return provider != Wire.OPENAI;
    }
    JsonNode rule = ModelRules.find("claude", model);
    return rule.path("claude").asBoolean(true) && rule.path("counted").asBoolean(true);
  }

  /**
   * The provider's own request for a count_tokens request in Anthropic's wire, or null if it has no such call: Bedrock's {@code
   * /model/{id}/count-tokens} (the id without its profile prefix) and Gemini's {@code :countTokens}.
   */
  public static byte[] request(Wire provider, byte[] body, RequestContext context) throws TranslationException {
    if (provider != Wire.CONVERSE && provider != Wire.GEMINI) {
      return null;
    }
    byte[] translated = PairTranslation.write(provider, AnthropicRequestReader.read(body), context).body();
    JsonNode request = ProviderBody.object(translated);
    JsonOut out = new JsonOut(translated.length + 128).object();
    if (provider == Wire.CONVERSE) {
      out.object("input").object("converse");
      for (String field : new String[] {"messages", "system", "toolConfig", "additionalModelRequestFields"}) {
        if (request.has(field)) {
          out.field(field, request.get(field));
        }
      }
      out.endObject().endObject();
    } else {
      out.object("generateContentRequest").field("model", "models/" + context.model());
      request.properties().forEach(field -> out.field(field.getKey(), field.getValue()));
      out.endObject();
    }
    return out.endObject().bytes();
  }

  /** The provider's answer in Anthropic's form. */
  public static byte[] answer(Wire provider, byte[] body) throws TranslationException {
    JsonNode answer = ProviderBody.object(body);
    String field = provider == Wire.CONVERSE ? "inputTokens" : provider == Wire.GEMINI ? "totalTokens" : "input_tokens";
    long tokens = TokenCount.of(answer, field, -1);
    if (tokens < 0) {
      throw TranslationException.nonsense("The provider's answer has no count of tokens.");
    }
    return answer(tokens);
  }

  /** A count in Anthropic's form. */
  public static byte[] answer(long tokens) {
    return new JsonOut().object().field("input_tokens", tokens).endObject().bytes();
  }

  /**
   * An estimate from the text in a request of any surface, rather high than low: clients use it to stay below a limit. Files
   * count as images.
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

  /** Base64 has no white space in its first part; prose has. */
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
