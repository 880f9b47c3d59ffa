package app.orqen.translate.answer;

import java.util.List;

/**
 * A request in the provider's wire, and what its answer's translation needs.
 *
 * @param unsupported names of tools that were left out, since the provider can't run them
 */
public record TranslatedRequest(byte[] body, AnswerContext answer, List<String> unsupported) {}
