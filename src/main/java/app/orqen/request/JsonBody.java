package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.json.BoundedNames;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
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
      throw GatewayException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.");
    }
    if (type.indexOf(';') >= 0 && !isUtf8(type)) {
      throw GatewayException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json in UTF-8.");
    }
    String encoding = inbound.request().getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw GatewayException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding.");
    }
  }

  /** Returns whether a content type is of UTF-8 or ASCII, which is a part of it. JSON is UTF-8. */
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
      throw GatewayException.badRequest(ErrorCode.INVALID_JSON, null, "The request body is not valid UTF-8. Encode it as UTF-8.");
    }
  }

  /**
   * Makes the error for a body that couldn't be parsed: it isn't JSON, or is past one of the parser's limits.
   *
   * @param otherwise what the caller is told when it isn't JSON
   */
  public static GatewayException unreadable(JsonProcessingException e, String otherwise) {
    if (!(e instanceof StreamConstraintsException)) {
      return GatewayException.badRequest(ErrorCode.INVALID_JSON, null, otherwise);
    }
    return GatewayException.badRequest(ErrorCode.JSON_LIMIT_EXCEEDED, null,
        "The request body " + passed(e.getOriginalMessage()) + ".");
  }

  /** Returns which limit it was. Only the words of the parser's message tell. */
  private static String passed(String limit) {
    StreamReadConstraints most = StreamReadConstraints.defaults();
    if (limit.startsWith("Document nesting depth")) {
      return "is nested deeper than " + most.getMaxNestingDepth() + " levels. Nest it less";
    }
    if (limit.startsWith("Number")) {
      return "has a number of more than " + most.getMaxNumberLength() + " digits. Send it shorter, or as a string";
    }
    if (limit.startsWith("Name")) {
      return "has a field name of more than " + most.getMaxNameLength() + " characters. Send it shorter";
    }
    if (limit.startsWith("Field names")) {
      return "has more than " + BoundedNames.MOST + " different field names. Send fewer";
    }
    return "is over a limit of the parser. Send it smaller";
  }
}
