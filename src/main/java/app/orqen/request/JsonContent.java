package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import java.util.Locale;

/** Refuses a request body that is announced as anything but plain JSON. */
public final class JsonContent {

  private JsonContent() {}

  /**
   * Checks the headers alone.
   *
   * @throws GatewayException 415 for another content type, none, or a Content-Encoding
   */
  public static void require(Inbound inbound) {
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
}
