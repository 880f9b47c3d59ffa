package app.orqen.translate.openai;

import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.error.OpenAiErrorForm;

/** Errors of chat completions, which end a stream as an event without a name. */
public final class OpenAiErrors extends OpenAiErrorForm {

  public static final OpenAiErrors INSTANCE = new OpenAiErrors();

  private OpenAiErrors() {}

  @Override
  public byte[] event(ErrorText error, String requestId) {
    return ErrorForm.sse("data: ", body(error, requestId));
  }
}
