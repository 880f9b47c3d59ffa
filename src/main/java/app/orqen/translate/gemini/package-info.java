/**
 * Gemini's generateContent, which is a provider's wire only: writing requests and decoding answers.
 *
 * <p>Implements what the room {@code wire} asks for, on the neutral rooms, and never calls another wire's. Only {@code front}
 * may call it.
 */
package app.orqen.translate.gemini;
