/**
 * The way into the translators: it joins a surface's reader and encoder with a provider's writer and decoder. What a single wire
 * spells in its own way doesn't live here.
 *
 * <p>Calls every other room of {@code translate}, and no room calls it. Start with
 * {@link app.orqen.translate.front.WireRegistry} and {@link app.orqen.translate.front.Translation}.
 */
package app.orqen.translate.front;
