package app.orqen.provider;

import app.orqen.catalogue.ModelFacts;
import app.orqen.provider.auth.AuthScheme;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;

/**
 * A provider, as the properties of its route describe it.
 *
 * @param id the text before the first slash of a model's name
 * @param title its name for people
 * @param auth how its credential goes on the wire
 * @param required the credential fields that it needs
 * @param optional the credential fields that it may have
 * @param operations what can be asked of it
 * @param quirks what has to change in a request to it
 * @param wire what it speaks
 * @param responsesPath where it answers OpenAI's Responses API, behind its base URL; null when it doesn't
 * @param base its base URL, the operator's where there is one; null when it depends on the call
 * @param paths where it has what passes as it is, behind its base URL
 * @param address where it is, when that depends on the call; null when its route says it
 * @param knownAs the provider's id to callers: its own, or that of the one for which it serves some models
 * @param elsewhere the models that another route serves for this one
 */
public record Provider(String id, String title, AuthScheme auth, List<String> required, List<String> optional,
    Set<Operation> operations, Quirks quirks, ProviderWire wire, String responsesPath, String base, OtherPaths paths,
    Address address, String knownAs, List<Elsewhere> elsewhere) {

  private static final String VARIABLE = "orqenTarget";

  /**
   * Models that another route serves.
   *
   * @param prefix how their names begin
   * @param id the other route's provider
   */
  public record Elsewhere(String prefix, String id) {}

  /** Returns whether it is a provider with credentials of its own. */
  public boolean isListed() {
    return id.equals(knownAs);
  }

  /** Returns whether something can be asked of it. Every provider counts tokens, by itself or by the gateway's estimate. */
  public boolean serves(Operation operation) {
    if (operation.isOfResponses()) {
      return responsesPath != null;
    }
    return operation.isPassed() ? paths.operations().contains(operation)
        : operations.contains(operation == Operation.COUNT_TOKENS ? Operation.CHAT : operation);
  }

  /** Returns whether it takes calls without a credential. */
  public boolean keyless() {
    return required.isEmpty();
  }

  /**
   * A provider and its name for a model.
   *
   * @param model the upstream model
   * @param baseModel the model behind an opaque name, as the operator says; null when the name tells it
   * @param facts what the table of models knows about it
   */
  public record Target(Provider provider, String model, String baseModel, ModelFacts facts) {

    /** Returns the target that {@code resolveProvider} chose for an exchange. */
    public static Target of(Exchange exchange) {
      Target target = exchange.getVariable(VARIABLE, Target.class);
      if (target == null) {
        throw new IllegalStateException("the step resolveProvider must come first in the route");
      }
      return target;
    }

    /**
     * Returns what the provider is spoken to in for a call. Some speak the Responses API beside their own wire: a client's responses
     * go there as they are, and so do chats with a model that has no other API.
     */
    public ProviderWire wire(Surface surface, Operation operation) {
      if (operation.isPassed()) {
        return WireRegistry.OPENAI;
      }
      if (surface.spoken() == WireRegistry.INVOKE && provider.wire == WireRegistry.CONVERSE && family().contains("claude")) {
        return WireRegistry.INVOKE;
      }
      boolean chat = operation == Operation.CHAT && facts.mode() == ModelFacts.Mode.RESPONSES;
      boolean same = surface.spoken() == WireRegistry.RESPONSES && operation.hasTools();
      return provider.responsesPath() != null && (chat || same) ? WireRegistry.RESPONSES : provider.wire();
    }

    /** Returns whether the provider itself counts the tokens of this model's requests. */
    public boolean counts(Surface surface) {
      if (wire(surface, Operation.COUNT_TOKENS) == WireRegistry.RESPONSES) {
        return true;
      }
      return provider.address() != null && !provider.address().countTokensPath().isEmpty()
          && provider.wire().countsTokens(family());
    }

    /** Returns {@code provider/model}, as callers write it. */
    public String name() {
      return provider.knownAs() + '/' + model;
    }

    /** Returns the name that tells what the model can do. */
    public String family() {
      return baseModel == null ? model : baseModel;
    }

    /** Makes it the target of an exchange. */
    public void attach(Exchange exchange) {
      exchange.setVariable(VARIABLE, this);
      exchange.setVariable("orqenProvider", provider.id());
    }
  }
}
