package app.orqen.form;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the lines of a part's head (RFC 7578). What two readers could take for different names is refused, so that the provider can't
 * find another model in a form than the gateway did.
 */
final class PartHead {

  private static final Set<String> PLAIN = Set.of("binary", "8bit", "7bit");

  private final String lines;

  private PartHead(String lines) {
    this.lines = lines;
  }

  /**
   * Reads a head.
   *
   * @throws GatewayException 400 when it isn't one of a form's field, or can be read in two ways
   */
  static Part read(byte[] head) {
    return new PartHead(new String(head, StandardCharsets.UTF_8)).part();
  }

  private Part part() {
    Map<String, String> headers = new HashMap<>();
    for (String line : lines.split("\r\n")) {
      int colon = line.indexOf(':');
      boolean clean = line.chars().noneMatch(c -> c < ' ' && c != '\t');
      if (colon <= 0 || !clean || line.charAt(0) == ' ' || line.charAt(0) == '\t'
          || headers.put(line.substring(0, colon).trim().toLowerCase(Locale.ROOT), line.substring(colon + 1).trim()) != null) {
        throw malformed("a part has a header that can't be read");
      }
    }
    Map<String, String> disposition = parameters(headers.getOrDefault("content-disposition", ""));
    String name = disposition.get("name");
    if (name == null || name.isEmpty() || name.indexOf('\\') >= 0) {
      throw malformed("a part has no plain name in its Content-Disposition");
    }
    String encoding = headers.getOrDefault("content-transfer-encoding", "binary").toLowerCase(Locale.ROOT);
    if (!PLAIN.contains(encoding)) {
      throw malformed("the part '" + name + "' has a Content-Transfer-Encoding");
    }
    String type = headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
    int charset = type.indexOf("charset=");
    return new Part(name, disposition.containsKey("filename") || disposition.containsKey("filename*"),
        charset < 0 ? "" : type.substring(charset + 8).replace("\"", "").replaceFirst(";.*", "").trim());
  }

  /** Reads {@code form-data; name="a"; filename="b"}. */
  private static Map<String, String> parameters(String disposition) {
    Map<String, String> found = new HashMap<>();
    int semicolon = disposition.indexOf(';');
    if (semicolon < 0 || !disposition.substring(0, semicolon).trim().equalsIgnoreCase("form-data")) {
      throw malformed("a part isn't form-data");
    }
    int at = semicolon;
    while (at < disposition.length()) {
      int equals = disposition.indexOf('=', at);
      if (disposition.charAt(at) != ';' || equals < 0) {
        throw malformed("a Content-Disposition can't be read");
      }
      String key = disposition.substring(at + 1, equals).trim().toLowerCase(Locale.ROOT);
      int end = end(disposition, equals + 1);
      String value = disposition.substring(equals + 1, end).trim();
      boolean quoted = value.startsWith("\"");
      if (!quoted && value.indexOf('"') >= 0 || key.equals("name*")
          || found.put(key, quoted ? value.substring(1, value.length() - 1) : value) != null) {
        throw malformed("a Content-Disposition can't be read");
      }
      at = end;
      while (at < disposition.length() && disposition.charAt(at) == ' ') {
        at++;
      }
    }
    return found;
  }

  /** Returns the index behind a value, which may be in quotes. */
  private static int end(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    if (at == text.length() || text.charAt(at) != '"') {
      int semicolon = text.indexOf(';', at);
      return semicolon < 0 ? text.length() : semicolon;
    }
    for (int i = at + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        return i + 1;
      }
    }
    throw malformed("a Content-Disposition has a quote without its end");
  }

  /** Returns the refusal of a form that isn't one. */
  static GatewayException malformed(String why) {
    return GatewayException.badRequest(ErrorCode.INVALID_BODY, null,
        "The request body isn't a form of multipart/form-data as its Content-Type announces: " + why + ". Correct it.");
  }
}
