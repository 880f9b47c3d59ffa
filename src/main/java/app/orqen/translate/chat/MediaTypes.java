package app.orqen.translate.chat;

import app.orqen.translate.error.TranslationException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Media types, and what Bedrock calls them. */
public final class MediaTypes {

  /** The types that Anthropic and Bedrock take. Any other type would be a wrong label (pitfall 30). */
  public static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

  private static final Map<String, String> DOCUMENTS = Map.of(
      "pdf", "application/pdf",
      "csv", "text/csv",
      "doc", "application/msword",
      "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "xls", "application/vnd.ms-excel",
      "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "html", "text/html",
      "txt", "text/plain",
      "md", "text/markdown");

  private MediaTypes() {}

  /** Returns the media type of a Converse document format, or null. */
  public static String ofDocumentFormat(String format) {
    return DOCUMENTS.get(format);
  }

  /** Returns the media type that a file's name tells, or null. */
  public static String ofFileName(String name) {
    String ending = name == null ? "" : name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String image = "image/" + (ending.equals("jpg") ? "jpeg" : ending);
    return IMAGES.contains(image) ? image : DOCUMENTS.get(ending);
  }

  /** Returns the Converse document format of a media type, or null. */
  public static String documentFormat(String mediaType) {
    for (Map.Entry<String, String> entry : DOCUMENTS.entrySet()) {
      if (entry.getValue().equals(mediaType)) {
        return entry.getKey();
      }
    }
    return null;
  }

  public static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the text in base64 data. */
  public static String text(String base64, String param) throws TranslationException {
    try {
      return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw TranslationException.invalid(param, "The document's data is not valid base64. Encode its bytes again, without line breaks.");
    }
  }
}
