/**
 * An answer in one neutral form: the calls of an {@code AnswerSink}, what it collects of them, usage and the reason to stop. How
 * an answer comes over the wire doesn't live here.
 *
 * <p>Calls {@code chat}, {@code error} and {@code json}. Decoders call its sinks, encoders implement them; outside
 * {@code translate} only {@code AnswerContext}, {@code TranslatedRequest} and {@code Usage} may be used.
 */
package app.orqen.translate.answer;
