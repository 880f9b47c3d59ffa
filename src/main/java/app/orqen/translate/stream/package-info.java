/**
 * What streams of all wires have in common: decoders and encoders of translated streams, watchers of untranslated ones, and the
 * order of content blocks. It doesn't have the events of a single wire.
 *
 * <p>Calls {@code answer}, {@code error}, {@code json} and {@code framing}. The rooms of the wires extend it. Outside {@code
 * translate} only {@code StreamTranslation} may be used.
 */
package app.orqen.translate.stream;
