package app.orqen.auto;

import app.orqen.auto.pick.Judged;
import app.orqen.auto.pick.Lack;
import app.orqen.auto.task.Needs;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Says why no model fits a request. */
final class NoFit {

  private NoFit() {}

  /** Makes the 400 that names the need, or the 403 when the key may use none of the models. */
  static GatewayException error(String asked, List<Judged> judged, Needs needs) {
    if (judged.isEmpty()) {
      return noModelFits("No model fits '" + asked + "': no provider with a chat model is connected. Store a provider's credential with "
          + "PUT /v1/account/providers.");
    }
    Map<Lack, Integer> lacks = new EnumMap<>(Lack.class);
    judged.forEach(one -> lacks.merge(one.lack(), 1, Integer::sum));
    if (lacks.size() == 1 && lacks.containsKey(Lack.KEY)) {
      return GatewayException.of(ErrorCode.MODEL_NOT_ALLOWED, "This key may not use any of the models that '" + asked
          + "' could pick. GET /v1/models lists those that it may use.").param("model");
    }
    List<String> counts = new ArrayList<>();
    lacks.forEach((lack, count) -> counts.add(count + ": " + lack.why()));
    return noModelFits("No model fits this request. It needs a model that " + join(needed(lacks, needs)) + ". Of " + judged.size()
        + " connected models, those that don't fit are: " + String.join("; ", counts) + ". Connect a provider that has one, change the "
        + "preferences under /v1/account/routing, or name a model.");
  }

  /** Returns what is needed that some model lacked, the hardest needs first. */
  private static List<String> needed(Map<Lack, Integer> lacks, Needs needs) {
    List<String> needed = new ArrayList<>();
    lacks.keySet().forEach(lack -> needed.add(lack != Lack.CONTEXT ? lack.need()
        : "has a context window of at least " + (needs.inputTokens() + needs.outputTokens()) + " tokens"));
    return needed;
  }

  private static String join(List<String> parts) {
    int last = parts.size() - 1;
    return last == 0 ? parts.get(0) : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  private static GatewayException noModelFits(String message) {
    return GatewayException.badRequest(ErrorCode.NO_MODEL_FITS, "model", message);
  }
}
