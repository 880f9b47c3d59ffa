package app.orqen.translate.chat;

import app.orqen.translate.error.TranslationException;
import java.util.Locale;

/** Reads files as OpenAI's APIs have them: data URLs, addresses, and base64 beside a file's name. */
public final class Attachments {

  private Attachments() {}

  /**
   * Reads a data URL or an address.
   *
   * @param name the file's name, or null
   * @param param what the client calls the field
   * @throws TranslationException 400 for a data URL that isn't in base64
   */
  public static Part.Media ofUrl(String url, String name, String param, String cache) throws TranslationException {
    if (!url.startsWith("data:")) {
      boolean pdf = "application/pdf".equals(MediaTypes.ofFileName(url.split("[?#]", 2)[0]));
      return new Part.Media(pdf ? "application/pdf" : null, null, url, name, cache);
    }
    int comma = url.indexOf(',');
    String head = comma < 0 ? "" : url.substring("data:".length(), comma);
    if (!head.endsWith(";base64")) {
      throw TranslationException.invalid(param, param + " must be an https address or a base64 data URL.");
    }
    String type = head.substring(0, head.indexOf(';')).toLowerCase(Locale.ROOT);
    return new Part.Media(type.equals("image/jpg") ? "image/jpeg" : type, url.substring(comma + 1), null, name, cache);
  }

  /**
   * Reads a file's data: a data URL, an address, or base64, whose kind only the file's name tells.
   *
   * @param param what the client calls the object with both fields
   * @throws TranslationException 400 when the kind isn't known
   */
  public static Part.Media ofData(String data, String name, String param, String cache) throws TranslationException {
    if (data.startsWith("data:") || data.contains("://")) {
      return ofUrl(data, name, param, cache);
    }
    String type = MediaTypes.ofFileName(name);
    if (type == null) {
      throw TranslationException.invalid(param + ".filename",
          param + ".filename must show the file's kind (as in report.pdf) when file_data is base64 without a data URL.");
    }
    return new Part.Media(type, data, null, name, cache);
  }
}
