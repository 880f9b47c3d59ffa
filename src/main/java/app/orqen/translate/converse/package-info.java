/**
 * Amazon Bedrock's Converse and ConverseStream: reading and writing requests, decoding and encoding answers, and watching streams
 * that pass untranslated. Signing requests and Bedrock's addresses don't live here but in {@code dispatch}.
 *
 * <p>Implements what the room {@code wire} asks for, on the neutral rooms, and never calls another wire's. Only {@code front}
 * may call it.
 */
package app.orqen.translate.converse;
