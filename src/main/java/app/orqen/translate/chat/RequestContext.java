package app.orqen.translate.chat;

import app.orqen.catalogue.ModelFacts;
import java.util.List;

/**
 * What a translator has to know about a request beyond its body.
 *
 * @param id the gateway's request id. Ids that a provider doesn't give are made from it.
 * @param created seconds since the epoch, for answers that must have a time
 * @param model the upstream model id
 * @param baseModel the model behind an opaque id (an inference profile's ARN, a deployment name), or null
 * @param stream whether the client asked for a stream
 * @param facts what is known about the model, or about the one behind an opaque id
 * @param nativeOpenAi whether the provider is OpenAI or Azure itself, and not a compatible one
 * @param betas Anthropic's beta features that the client asks for
 */
public record RequestContext(
    String id,
    long created,
    String model,
    String baseModel,
    boolean stream,
    ModelFacts facts,
    boolean nativeOpenAi,
    List<String> betas) {

  public static RequestContext of(String id, long created, String model, boolean stream) {
    return new RequestContext(id, created, model, null, stream, ModelFacts.UNKNOWN, false, List.of());
  }

  public RequestContext withBaseModel(String name) {
    return new RequestContext(id, created, model, name, stream, facts, nativeOpenAi, betas);
  }

  public RequestContext withFacts(ModelFacts known) {
    return new RequestContext(id, created, model, baseModel, stream, known, nativeOpenAi, betas);
  }

  public RequestContext withNativeOpenAi(boolean yes) {
    return new RequestContext(id, created, model, baseModel, stream, facts, yes, betas);
  }

  public RequestContext withBetas(List<String> names) {
    return new RequestContext(id, created, model, baseModel, stream, facts, nativeOpenAi, List.copyOf(names));
  }

  /** Returns the longest answer of the model in tokens, or null when it isn't known. */
  public Integer maxOutput() {
    return facts.maxOutputTokens();
  }

  /** Returns the name that capability rules are looked up by. */
  public String family() {
    return baseModel == null ? model : baseModel;
  }
}
