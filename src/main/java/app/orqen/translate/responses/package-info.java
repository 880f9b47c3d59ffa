/**
 * OpenAI's Responses API: reading requests, writing answers, and encoding and watching streams. What only other wires spell doesn't
 * live here, nor what the form of errors has in common with chat completions, which is in {@code error}.
 *
 * <p>Implements what the room {@code wire} asks for, on the neutral rooms, and never calls another wire's. Only {@code front}
 * may call it.
 */
package app.orqen.translate.responses;
