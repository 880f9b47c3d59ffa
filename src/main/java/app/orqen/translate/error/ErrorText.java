package app.orqen.translate.error;

/**
 * What an error says to a client.
 *
 * @param kind what went wrong
 * @param type the type as the surface spells it, or a provider's own that it wrote into an answer
 * @param code a code for programs, or null; only OpenAI's form has it
 * @param param the field at fault, or null; only OpenAI's form has it
 * @param message the message for people
 */
public record ErrorText(ErrorKind kind, String type, String code, String param, String message) {}
