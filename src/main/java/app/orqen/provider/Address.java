package app.orqen.provider;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The address of a provider whose address depends on the call. Placeholders such as {@code {model}} and {@code {region}} are
 * filled in, percent-encoded, so that a caller's text can't leave its place in the path.
 *
 * @param override the operator's base URL, or null
 * @param base the provider's own base URL; empty when each credential brings one
 * @param chatPath the path of chat calls
 * @param streamPath the path of streamed chat calls
 * @param embeddingsPath the path of embeddings; empty when it has none
 * @param countTokensPath the path for counting tokens; empty when it has none
 * @param trim the end of a caller's base URL that is removed, since the paths begin with it
 */
public record Address(String override, String base, String chatPath, String streamPath, String embeddingsPath,
    String countTokensPath, List<String> trim) {

  private static final String UNRESERVED = "-._~";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** Returns a caller's base URL without the end that the paths already have. */
  public String trimmed(String apiBase) {
    String base = apiBase.replaceAll("/+$", "");
    for (String end : trim) {
      if (base.endsWith(end)) {
        return base.substring(0, base.length() - end.length());
      }
    }
    return base;
  }

  /** Returns an address with every placeholder filled in. */
  public static String fill(String template, Map<String, String> values) {
    String filled = template;
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (value.getValue() != null) {
        filled = filled.replace('{' + value.getKey() + '}', encode(value.getValue()));
      }
    }
    return filled;
  }

  /**
   * Returns a text as one segment of a path. Like AWS, it encodes all but the unreserved characters.
   *
   * @throws GatewayException 404 for segments such as ".." that mean another place
   */
  static String encode(String text) {
    if (text.equals(".") || text.equals("..")) {
      throw GatewayException.of(ErrorCode.MODEL_NOT_FOUND,
          "The model '" + text + "' is not known. GET /v1/models lists those that are.").param("model");
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isAlphanumeric(c) || UNRESERVED.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }

  private static boolean isAlphanumeric(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
