/**
 * What streams of all wires have in common: decoders and encoders of translated streams, watchers of untranslated ones, and the
 * order of content blocks. The events of a single wire don't live here.
 *
 * <p>Calls {@code answer}, {@code error}, {@code json} and {@code framing}. The rooms of the wires extend it; outside
 * {@code translate} only {@code StreamTranslation} may be used.
 */
package app.orqen.translate.stream;
