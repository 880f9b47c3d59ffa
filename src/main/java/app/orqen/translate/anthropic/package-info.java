/**
 * Anthropic's messages: reading and writing requests, decoding and encoding answers, and watching streams that pass
 * untranslated.
 *
 * <p>Calls the neutral rooms, never another wire's. Only {@code front} may call it.
 */
package app.orqen.translate.anthropic;
