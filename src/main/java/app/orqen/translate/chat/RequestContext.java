package app.orqen.translate.chat;

import app.orqen.catalogue.ModelFacts;
import java.util.List;

/**
 * What a translator has to know about a request beyond its body.
 *
 * @param id the gateway's request id; ids that a provider does not give are made from it
 * @param created seconds since the epoch, for answers that must carry a time
 * @param model the upstream model id
 * @param baseModel the model behind an opaque id (an inference profile's ARN, a deployment name), or null
 * @param stream whether the client asked for a stream
 * @param facts what the table of models knows of the model, or of the one behind an opaque id
 * @param nativeOpenAi the provider is OpenAI or Azure itself, not something compatible
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
