/**
 * Gemini's generateContent, which is a provider's wire only: writing requests and decoding answers.
 *
 * <p>Calls the neutral rooms, never another wire's. Only {@code front} may call it.
 */
package app.orqen.translate.gemini;
