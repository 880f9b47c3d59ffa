package app.orqen.translate.front;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.stream.StreamTranslation;

/** What the translators offer, by the tests' names of the wires. */
final class Translations {

  private Translations() {}

  static Translation of(Wire surface, Wire provider) {
    return Translation.of(surface.surface(), provider.provider());
  }

  static StreamTranslation observe(Wire wire, AnswerContext context) {
    return wire.surface().watch(context);
  }

  static ProviderError readError(Wire provider, int status, byte[] body, String typeHeader) {
    return provider.provider().readError(status, body, typeHeader);
  }

  static byte[] writeError(Wire surface, ProviderError error, String requestId) {
    ErrorForm form = surface.surface().errors();
    return form.body(new ErrorText(error.kind(), form.type(error.kind()), error.code(), error.param(), error.message()), requestId);
  }

  static byte[] writeErrorEvent(Wire surface, ProviderError error, String requestId) {
    return surface.surface().errors().event(error, requestId);
  }

  static byte[] keepAlive(Wire surface) {
    return surface.surface().keepAlive();
  }
}
