/**
 * Takes a provider's answer to the client, whole or as a stream, translated or as it came: the step {@code relay}. The call
 * that brought the answer is in {@code dispatch.call}, and writing to the client is in {@code reply}.
 */
package app.orqen.relay;
