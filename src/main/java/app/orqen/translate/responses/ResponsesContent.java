package app.orqen.translate.responses;

import static app.orqen.translate.error.TranslationException.notSupported;
import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.Attachments;
import app.orqen.translate.chat.Fields;
import app.orqen.translate.chat.Part;
import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Reads the content of messages and of tools' results: a string, or a list of parts. */
final class ResponsesContent {

  private ResponsesContent() {}

  static List<Part> read(JsonNode content, String param) throws TranslationException {
    return Fields.content(content, param, null, "parts", ResponsesContent::part);
  }

  private static Part part(JsonNode part, String param) throws TranslationException {
    String type = Fields.required(part, "type", param + ".type");
    return switch (type) {
      case "input_text", "output_text", "text", "summary_text", "reasoning_text" -> Fields.text(part, "text", param + ".text", null);
      case "refusal" -> Fields.text(part, "refusal", param + ".refusal", null);
      case "input_image", "computer_screenshot" -> image(part, param);
      case "input_file" -> file(part, param);
      case "input_audio" -> audio(part.path("input_audio"), param + ".input_audio");
      default -> throw notSupported(param + ".type", "A part of type " + type);
    };
  }

  private static Part image(JsonNode part, String param) throws TranslationException {
    String url = Fields.string(part, "image_url", param + ".image_url");
    if (url == null) {
      throw unsupported(param + ".file_id", "Uploaded files are not supported with this provider: send image_url.");
    }
    return Attachments.ofUrl(url, null, param + ".image_url", null);
  }

  private static Part file(JsonNode part, String param) throws TranslationException {
    String name = Fields.string(part, "filename", param + ".filename");
    String data = Fields.string(part, "file_data", param + ".file_data");
    if (data != null) {
      return Attachments.ofData(data, name, param, null);
    }
    String url = Fields.string(part, "file_url", param + ".file_url");
    if (url == null) {
      throw unsupported(param + ".file_id", "Uploaded files are not supported with this provider: send file_data or file_url.");
    }
    Part.Media media = Attachments.ofUrl(url, name, param + ".file_url", null);
    // An address says nothing of what it leads to, but a file isn't an image.
    return media.mediaType() == null ? new Part.Media("application/pdf", null, url, name, null) : media;
  }

  private static Part audio(JsonNode audio, String param) throws TranslationException {
    String format = Fields.required(audio, "format", param + ".format");
    return new Part.Media("audio/" + format, Fields.required(audio, "data", param + ".data"), null, null, null);
  }
}
