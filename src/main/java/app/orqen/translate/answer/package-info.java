/**
 * An answer in one neutral form: the calls of an {@code AnswerSink}, what it collects from them, usage and the reason to stop.
 * It doesn't know how an answer comes over the wire.
 *
 * <p>Calls {@code chat}, {@code error} and {@code json}. Decoders call its sinks, and encoders implement them. Outside {@code
 * translate} only {@code AnswerContext}, {@code TranslatedRequest} and {@code Usage} may be used.
 */
package app.orqen.translate.answer;
