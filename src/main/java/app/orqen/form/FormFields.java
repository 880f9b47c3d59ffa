package app.orqen.form;

import app.orqen.credential.CredentialField;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the text fields at the beginning of a form. */
final class FormFields implements Parts {

  /** The longest value of a field that the gateway interprets, in bytes. */
  static final int MOST_VALUE = 8 * 1024;
  /** Fields that lead to another model, or change how the gateway reads the answer. */
  private static final Set<String> OTHERS = Set.of("stream", "stream_format", "models", "route", "preset", "providerOptions");
  private static final Set<String> UTF_8 = Set.of("", "utf-8", "utf8", "us-ascii");

  private static final JsonFactory JSON = new JsonFactory();

  private record Field(String name, byte[] value) {}

  private final List<Field> fields = new ArrayList<>();
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private Part part;
  private boolean model;
  private boolean closed;

  /** Returns whether the gateway interprets a field, so that it has to come before the files. */
  static boolean isInterpreted(String name) {
    return name.equals("model") || OTHERS.contains(name) || CredentialField.isOne(name);
  }

  /** Refuses a part that another reader could take for something else than the gateway does. */
  static void requirePlain(Part part) {
    if (isInterpreted(part.name()) && (part.file() || !UTF_8.contains(part.charset()))) {
      throw GatewayException.badRequest(ErrorCode.INVALID_TYPE, part.name(),
          "'" + part.name() + "' must be a field of text in UTF-8, not a file.");
    }
  }

  static GatewayException tooLong(String name) {
    return GatewayException.badRequest(ErrorCode.INVALID_VALUE, name,
        "'" + name + "' has more than " + MOST_VALUE + " bytes. Send a shorter text.");
  }

  static GatewayException tooLate(String name) {
    return GatewayException.badRequest(ErrorCode.INVALID_VALUE, name, "'" + name + "' comes too late in the form. Put it before the file.");
  }

  @Override
  public void begins(Part next, byte[] head) {
    requirePlain(next);
    part = next;
  }

  @Override
  public void data(byte[] bytes, int offset, int length) {
    if (part.file()) {
      return;
    }
    if (isInterpreted(part.name()) && value.size() + length > MOST_VALUE) {
      throw tooLong(part.name());
    }
    value.write(bytes, offset, length);
  }

  @Override
  public void ends() {
    if (!part.file()) {
      fields.add(new Field(part.name(), value.toByteArray()));
      model |= part.name().equals("model");
      value.reset();
    }
    part = null;
  }

  @Override
  public void closes(byte[] rest) {
    closed = true;
  }

  boolean hasModel() {
    return model;
  }

  /** Returns whether the whole form was read. */
  boolean isClosed() {
    return closed;
  }

  /** Returns the field that is being read and that the gateway interprets, or null. */
  String cutField() {
    return part != null && isInterpreted(part.name()) ? part.name() : null;
  }

  /**
   * Returns the fields as the JSON object that a client would send where there are no files.
   *
   * @param named the model, where the form doesn't name it; else null
   * @throws GatewayException 400 when {@code stream} is neither true nor false
   */
  byte[] json(String named) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      if (named != null) {
        out.writeStringField("model", named);
      }
      for (Field field : fields) {
        write(out, field.name, new String(field.value, StandardCharsets.UTF_8));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator out, String name, String text) throws IOException {
    if (!name.equals("stream")) {
      out.writeStringField(name, text);
    } else if (text.equals("true") || text.equals("false")) {
      out.writeBooleanField(name, text.equals("true"));
    } else {
      throw GatewayException.badRequest(ErrorCode.INVALID_TYPE, "stream", "'stream' must be true or false.");
    }
  }
}
