package app.orqen.prune;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.inbound.ToolHeaders;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ModelRequest;
import app.orqen.request.Operation;
import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.InvalidToolsException;
import app.orqen.tools.PruneRequest;
import app.orqen.tools.PruneResult;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.ToolPruner;
import app.orqen.tools.WireShape;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code pruneTools}: decides which of a request's tools go to the provider, and says so in the answer's
 * headers. {@code openCall} then takes the others out of the body.
 */
public final class PruneTools implements Processor {

  private final ToolPruner pruner;

  private final PruneFailures failures;

  PruneTools(ToolPruner pruner, PruneFailures failures) {
    this.pruner = pruner;
    this.failures = failures;
  }

  @Override
  public void process(Exchange exchange) {
    Principal principal = Principal.of(exchange);
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    ModelRequest request = ModelRequest.of(exchange);
    if (request.operation() == Operation.EMBEDDINGS) {
      return; // such a request has no tools
    }
    Inbound inbound = Inbound.of(exchange);
    OtherTools.refuse(principal.tools(), request.scan());
    PruneResult result = prune(principal, request, AgentSession.of(inbound));
    failures.note(result.failure());
    if (result.choiceDenied() != null) {
      throw GatewayException.badRequest(ErrorCode.TOOL_NOT_ALLOWED, "tool_choice",
          "The tool that 'tool_choice' names is not allowed for this key.");
    }
    new ToolCheck(principal.tools(), result, inbound.outcome()).attach(exchange);
    if (result.toolsIn() > 0) {
      ToolHeaders.write(inbound.response(), result.toolsIn(), result.toolsOut(), result.pruneRatioHeader(),
          result.routing().wireName());
    }
    if (request.operation() == Operation.CHAT) {
      note(inbound.outcome(), principal, result);
    }
  }

  private PruneResult prune(Principal principal, ModelRequest request, String sessionId) {
    BodyScan scan = request.scan();
    WireShape shape = switch (request.surface()) {
      case ANTHROPIC -> WireShape.ANTHROPIC;
      case CONVERSE -> WireShape.CONVERSE;
      default -> WireShape.OPENAI;
    };
    boolean converse = shape == WireShape.CONVERSE;
    PruneRequest wanted = new PruneRequest(scan.body(), shape, span(scan, converse ? "toolConfig" : "tools"),
        span(scan, "messages"), converse ? null : span(scan, "tool_choice"),
        shape == WireShape.OPENAI ? null : span(scan, "system"), principal.tools(), principal.keyId(), sessionId,
        scan.field("prompt_cache_key") != null || scan.field("cache_control") != null,
        request.operation() == Operation.COUNT_TOKENS);
    try {
      return pruner.prune(wanted);
    } catch (InvalidToolsException e) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "tools",
          "The tools can't be read, and this key allows only some tools. Correct their form.");
    }
  }

  private static ByteSpan span(BodyScan scan, String name) {
    Field field = scan.field(name);
    return field == null ? null : new ByteSpan(field.valueStart(), field.valueEnd());
  }

  private static void note(Outcome outcome, Principal principal, PruneResult result) {
    outcome.toolsIn = result.toolsIn();
    outcome.toolsOut = result.toolsOut();
    outcome.tokensSaved = result.tokensSaved();
    outcome.pruneShadow = principal.tools().shadow();
    if (result.routing() != Routing.NONE) {
      outcome.toolsKept = result.kept();
      outcome.toolsDropped = principal.tools().shadow() ? result.wouldDrop() : result.dropped();
    }
  }
}
