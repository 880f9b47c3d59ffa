package app.orqen.form;

import app.orqen.credential.CredentialField;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a form as it came, except that the credential's fields are left out and the model has the provider's name. A field that comes
 * too late to be heeded is refused.
 */
final class FormWriter implements Parts {

  private static final byte[] LINE = {'\r', '\n'};

  private final OutputStream out;
  private final byte[] dash;
  private final byte[] model;
  /** The model as the address of the request names it, else null. */
  private final String named;
  /** Whether parts are still of the beginning that was looked at before. */
  private boolean beginning = true;
  private Part part;
  private ByteArrayOutputStream held;

  /**
   * Creates the writer of one form.
   *
   * @param model the provider's name for the model
   * @param named the model that the request's address names; null when the form names it
   */
  FormWriter(OutputStream out, String boundary, String model, String named) {
    this.out = out;
    this.dash = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
    this.model = model.getBytes(StandardCharsets.UTF_8);
    this.named = named;
  }

  /** Writes what goes before the client's own parts. */
  void begin() throws IOException {
    if (named != null) {
      head("Content-Disposition: form-data; name=\"model\"".getBytes(StandardCharsets.US_ASCII));
      out.write(model);
      out.write(LINE);
    }
  }

  /** Notes that what follows wasn't looked at before. */
  void looked() {
    beginning = false;
  }

  private void head(byte[] lines) throws IOException {
    out.write(dash);
    out.write(LINE);
    out.write(lines);
    out.write(LINE);
    out.write(LINE);
  }

  @Override
  public void begins(Part next, byte[] lines) throws IOException {
    if (!beginning && FormFields.isInterpreted(next.name())) {
      refuseLate(next);
    }
    part = next;
    boolean replaced = isModel() && named == null;
    held = isModel() || CredentialField.isOne(next.name()) ? new ByteArrayOutputStream() : null;
    if (held == null || replaced) {
      head(lines);
    }
    if (replaced) {
      out.write(model);
    }
  }

  private void refuseLate(Part late) {
    FormFields.requirePlain(late);
    if (!late.name().equals("model")) {
      throw FormFields.tooLate(late.name());
    }
    if (named == null) {
      throw GatewayException.badRequest(ErrorCode.DUPLICATE_FIELD, "model", "Field 'model' appears more than once. Send it once.");
    }
  }

  private boolean isModel() {
    return part.name().equals("model");
  }

  @Override
  public void data(byte[] bytes, int offset, int length) throws IOException {
    if (held == null) {
      out.write(bytes, offset, length);
    } else if (held.size() + length > FormFields.MOST_VALUE) {
      throw FormFields.tooLong(part.name());
    } else {
      held.write(bytes, offset, length);
    }
  }

  @Override
  public void ends() throws IOException {
    if (isModel() && named != null && !held.toString(StandardCharsets.UTF_8).equals(named)) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "model",
          "The form's 'model' differs from that in the request's query. Send the same in both.");
    }
    if (held == null || isModel() && named == null) {
      out.write(LINE);
    }
  }

  @Override
  public void closes(byte[] rest) throws IOException {
    out.write(dash);
    out.write('-');
    out.write('-');
    out.write(rest);
  }
}
