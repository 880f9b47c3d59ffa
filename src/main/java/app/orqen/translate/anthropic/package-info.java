/**
 * Anthropic's messages: reading and writing requests, decoding and encoding answers, and watching streams that pass
 * untranslated.
 *
 * <p>Implements what the room {@code wire} asks for, on the neutral rooms, and never calls another wire's. Only {@code front}
 * may call it.
 */
package app.orqen.translate.anthropic;
