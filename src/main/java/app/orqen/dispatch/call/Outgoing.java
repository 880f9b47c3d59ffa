package app.orqen.dispatch.call;

import app.orqen.catalogue.ModelFacts;
import app.orqen.dispatch.address.BedrockModel;
import app.orqen.dispatch.address.Destination;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.ToolHeaders;
import app.orqen.provider.Catalogue;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.request.ModelRequest;
import app.orqen.request.Slice;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.front.CountTokens;
import app.orqen.translate.front.Translation;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** What goes to a provider: the client's own bytes where both speak the same, else their translation. */
record Outgoing(List<Slice> slices, Conversation conversation, Operation operation, boolean stream) {

  /** Returns what the address of the call depends on. */
  Destination.Wanted wanted() {
    return new Destination.Wanted(operation, stream, conversation.translation() != null, conversation.provider());
  }

  private static final Set<String> OPENAI_ITSELF = Set.of("openai", "azure");

  /**
   * Puts it together.
   *
   * @param edit the client's body, for another wire with no more than its credentials cut
   */
  static Outgoing of(Inbound inbound, ModelRequest request, Provider.Target target, BodyEdit edit, Catalogue catalogue) {
    String id = inbound.requestId();
    Surface surface = request.surface();
    ProviderWire wire = target.wire(surface, request.operation());
    long now = System.currentTimeMillis() / 1000;
    Translation translation = request.operation().isPassed() ? null : Translation.of(surface, wire);
    if (translation == null) {
      AnswerContext answer = AnswerContext.of(id, now, target.model(), request.scan().includeUsage());
      List<Slice> slices = request.operation() == Operation.RESPONSE ? List.of() : edit.slices(); // which has no body
      return new Outgoing(slices, new Conversation(surface, wire, request.operation(), null, answer, 0), request.operation(),
          request.stream());
    }
    RequestContext context = context(id, now, request, target, catalogue).withBetas(betas(inbound));
    byte[] body = edit.bytes();
    long weight = TranslationWeight.take(body, inbound.memory());
    try {
      Outgoing outgoing = translated(translation, body, context, request, target, inbound);
      weight -= Math.min(weight, outgoing.length()); // what goes out is held until the provider answers
      return outgoing;
    } catch (TranslationException e) {
      throw GatewayException.badRequest(ErrorCode.find(e.code()), e.param(), e.getMessage());
    } finally {
      inbound.memory().shrink(weight);
    }
  }

  private static Outgoing translated(Translation translation, byte[] source, RequestContext context, ModelRequest request,
      Provider.Target target, Inbound inbound) throws TranslationException {
    Surface surface = request.surface();
    ProviderWire wire = target.wire(surface, request.operation());
    if (request.operation() == Operation.COUNT_TOKENS) {
      byte[] body = CountTokens.request(surface, wire, source, context);
      return new Outgoing(List.of(new Slice(body, 0, body.length)), new Conversation(surface, wire, request.operation(), translation,
          AnswerContext.of(context.id(), context.created(), target.model(), false), 0), request.operation(), false);
    }
    TranslatedRequest translated = translation.request(source, context);
    ToolHeaders.unsupported(inbound, translated.unsupported());
    return new Outgoing(slices(translated.body(), target), new Conversation(surface, wire, request.operation(), translation,
        translated.answer(), translation.expectedInput(source, context)), request.operation(), request.stream());
  }

  private long length() {
    return slices.stream().mapToLong(Slice::length).sum();
  }

  /** Returns Anthropic's beta features that the client asks for. */
  private static List<String> betas(Inbound inbound) {
    return Collections.list(inbound.request().getHeaders("anthropic-beta")).stream()
        .flatMap(line -> Arrays.stream(line.split(","))).map(String::trim).filter(beta -> !beta.isEmpty()).toList();
  }

  private static RequestContext context(String id, long now, ModelRequest request, Provider.Target target,
      Catalogue catalogue) {
    String model = target.provider().wire() == WireRegistry.CONVERSE ? BedrockModel.parse(target.model()).id() : target.model();
    return RequestContext.of(id, now, model, request.stream())
        .withBaseModel(target.baseModel())
        .withFacts(facts(target, catalogue, target.baseModel() == null ? model : target.baseModel()))
        .withNativeOpenAi(OPENAI_ITSELF.contains(target.provider().id()));
  }

  /** Returns what is known of a model. Where the table has no limit of the answer, the catalogue's is taken. */
  private static ModelFacts facts(Provider.Target target, Catalogue catalogue, String model) {
    if (target.facts().maxOutputTokens() != null) {
      return target.facts();
    }
    Catalogue.Model known = catalogue.find(model);
    if (known == null) {
      known = catalogue.find(model.substring(model.indexOf('.') + 1)); // behind a Bedrock profile's prefix
    }
    return known == null || known.maxOutputTokens() == 0
        ? target.facts()
        : target.facts().withMaxOutputTokens((int) known.maxOutputTokens());
  }

  /** Returns the body as it goes out. A provider's quirks apply to translated requests too. */
  private static List<Slice> slices(byte[] body, Provider.Target target) {
    if (target.provider().quirks().isEmpty()) {
      return List.of(new Slice(body, 0, body.length));
    }
    BodyScan scan = BodyScan.of(body);
    BodyEdit edit = new BodyEdit(scan);
    target.provider().quirks().apply(scan, target.model(), edit);
    return edit.slices();
  }
}
