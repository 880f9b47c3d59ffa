package app.orqen.translate.answer;

/** A request in the provider's wire, and what its answer's translation needs. */
public record TranslatedRequest(byte[] body, AnswerContext answer) {}
