package app.orqen.translate.front;

import app.orqen.translate.answer.Usage;
import java.util.List;
import java.util.Map;

/**
 * A complete answer in the surface's form, with what it used.
 *
 * @param model the model that the provider says has answered; null when it doesn't say
 * @param tools names of the tools that it calls, in order, repeats kept
 * @param broken by the call's id, arguments that aren't a JSON object, as the model wrote them: the body may have none in their place
 */
public record TranslatedAnswer(byte[] body, Usage usage, String model, List<String> tools, Map<String, String> broken) {}
