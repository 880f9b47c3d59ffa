package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import java.util.Locale;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;

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
    if (type.indexOf(';') >= 0 && !isUtf8(type)) {
      throw GatewayException.of(415, "unsupported_media_type", "Send the body as application/json in UTF-8.");
    }
    String encoding = inbound.request().getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw GatewayException.of(415, "unsupported_media_type", "Send the body without a Content-Encoding.");
    }
  }

  /** JSON is UTF-8; ASCII is a part of it. */
  private static boolean isUtf8(String contentType) {
    try {
      String charset = MimeType.valueOf(contentType).getParameter("charset");
      String name = charset == null ? "utf-8" : charset.replace("\"", "").toLowerCase(Locale.ROOT);
      return name.equals("utf-8") || name.equals("utf8") || name.equals("us-ascii");
    } catch (InvalidMimeTypeException e) {
      return false; // names a charset that there is not
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
