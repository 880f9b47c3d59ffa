package app.orqen.provider;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Where a provider is whose address depends on the call: {@code {model}}, {@code {region}} and the like in it are filled
 * in, percent-encoded, so that a caller's text can't leave its place in the path.
 *
 * @param override the operator's base URL, or null
 * @param base the provider's own base URL; empty when each credential brings one
 * @param chatPath where it answers
 * @param streamPath where it streams
 * @param embeddingsPath where it embeds; empty when it does not
 * @param countTokensPath where it counts tokens; empty when it does not
 * @param trim what the end of a caller's base URL may be that the paths begin with
 */
public record Address(String override, String base, String chatPath, String streamPath, String embeddingsPath,
    String countTokensPath, List<String> trim) {

  private static final String UNRESERVED = "-._~";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** A caller's base URL without what the paths bring along. */
  public String trimmed(String apiBase) {
    String base = apiBase.replaceAll("/+$", "");
    for (String end : trim) {
      if (base.endsWith(end)) {
        return base.substring(0, base.length() - end.length());
      }
    }
    return base;
  }

  /** An address with everything filled in. */
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
   * A text as one segment of a path, as AWS encodes it: all but the unreserved characters.
   *
   * @throws GatewayException 404 for the segments that mean another place
   */
  static String encode(String text) {
    if (text.equals(".") || text.equals("..")) {
      throw GatewayException.of(ErrorCode.MODEL_NOT_FOUND, "The model '" + text + "' is not known.").param("model");
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
