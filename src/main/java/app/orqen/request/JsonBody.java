package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import java.util.Locale;

/** What any JSON request must be, before it is parsed. */
public final class JsonBody {

  private JsonBody() {}

  /**
   * Refuses what is not announced as plain JSON.
   *
   * @throws GatewayException 415
   */
  public static void requireJson(Inbound inbound) {
    String type = inbound.request().getContentType();
    if (type == null || !isJson(type)) {
      throw GatewayException.of(415, "unsupported_media_type", "Send the body as application/json.");
    }
    String encoding = inbound.request().getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw GatewayException.of(415, "unsupported_media_type", "Send the body without a Content-Encoding.");
    }
  }

  private static boolean isJson(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
  }

  /**
   * Refuses what is not UTF-8.
   *
   * @throws GatewayException 400
   */
  public static void requireUtf8(byte[] body) {
    if (!Utf8.isValid(body)) {
      throw GatewayException.badRequest("invalid_json", null, "The request body is not valid UTF-8.");
    }
  }
}
