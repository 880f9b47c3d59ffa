package app.orqen.prune;

import app.orqen.bytes.ByteSearch;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.ToolHeaders;
import app.orqen.inbound.ToolOutcome;
import app.orqen.key.Principal;
import app.orqen.policy.Planner;
import app.orqen.provider.ModelRouter;
import app.orqen.provider.Provider;
import app.orqen.recover.Rounds;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ModelRequest;
import app.orqen.request.SessionId;
import app.orqen.toolhealth.ToolHealth;
import app.orqen.tools.Deferral;
import app.orqen.tools.InvalidToolsException;
import app.orqen.tools.PruneRequest;
import app.orqen.tools.PruneResult;
import app.orqen.tools.ToolPruner;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ByteSpan;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ToolForm;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code pruneTools}: decides which of a request's tools go to the provider, and says so in the answer's
 * headers. {@code openCall} then takes the others out of the body.
 */
public final class PruneTools implements Processor {

  private static final Pattern NONE = Pattern.compile("\"none\"|\\{.*\"type\"\\s*:\\s*\"none\".*\\}", Pattern.DOTALL);
  private static final Pattern ONE = Pattern.compile("1|null");
  /** Fields by which a provider that speaks the Responses API goes on with what it has stored, or works on behind an answer. */
  private static final Set<String> STATE = Set.of("previous_response_id", "conversation", "background");

  /** What a tool has that a model is to see only when it searches for it. */
  private static final byte[] MARK = "\"defer_loading\"".getBytes(StandardCharsets.US_ASCII);

  /** A conversation whose marks passed was given all of its tools, which must not keep them from being held back. */
  private static final String HELD = "/held";

  private final ToolPruner pruner;
  private final PruneFailures failures;
  private final ToolHealth health;
  private final ModelRouter router;
  private final List<Planner> planners;
  private final int recoveryRounds;

  PruneTools(ToolPruner pruner, PruneFailures failures, ToolHealth health, ModelRouter router, List<Planner> planners,
      int recoveryRounds) {
    this.pruner = pruner;
    this.failures = failures;
    this.health = health;
    this.router = router;
    this.planners = List.copyOf(planners);
    this.recoveryRounds = recoveryRounds;
  }

  @Override
  public void process(Exchange exchange) {
    Principal principal = Principal.required(exchange);
    ModelRequest request = ModelRequest.of(exchange);
    if (!request.operation().hasTools()) {
      return; // such a request has no tools
    }
    OtherTools.refuse(principal.tools(), request.scan());
    PruneResult result = attach(exchange, principal, request, deferral(principal, request), "");
    if (request.operation() == Operation.CHAT) {
      health.seen(principal.accountId(), result.seen(), result.dropped());
    }
  }

  /**
   * Chooses the tools anew for a target that can't use what was chosen, because several targets may be called and this one wasn't known
   * then. One without a search of its own gets no list with the client's marks for that search: the gateway holds the tools back.
   */
  public void fit(Exchange exchange, Provider.Target target) {
    ToolCheck check = ToolCheck.of(exchange);
    ModelRequest request = ModelRequest.of(exchange);
    if (check != null && check.mayHaveMarks() && ToolSearch.of(target, request.surface(), request.operation()) == ToolSearch.NO
        && isMarked(request)) {
      attach(exchange, Principal.required(exchange), request, Deferral.GATEWAY, HELD);
    }
  }

  private static boolean isMarked(ModelRequest request) {
    ByteSpan tools = span(request.scan(), request.surface().tools().tools());
    return tools != null && ByteSearch.indexOf(request.scan().body(), tools.start(), tools.end(), MARK) >= 0;
  }

  /**
   * Chooses the tools.
   *
   * @param form tells apart what a conversation has been given in different forms of its list; empty for the usual one
   */
  private PruneResult attach(Exchange exchange, Principal principal, ModelRequest request, Deferral deferral, String form) {
    Inbound inbound = Inbound.of(exchange);
    PruneResult result = prune(principal, request, SessionId.ofHeaders(inbound), deferral, form);
    failures.note(result.failure());
    if (result.choiceDenied() != null) {
      throw GatewayException.badRequest(ErrorCode.TOOL_NOT_ALLOWED, "tool_choice",
          "The tool that 'tool_choice' names is not allowed for this key. Name another, or change the key's lists.");
    }
    Rounds rounds = result.recovery() == null || request.operation() != Operation.CHAT
        ? null
        : new Rounds(result.recovery(), request.surface(), recoveryRounds);
    CalledTools called = new CalledTools(principal.accountId(), pruner, health);
    if (rounds != null) {
      result.recovery().onFound(called::recovered);
      result.recovery().onFailure(failures::note);
    }
    new ToolCheck(principal.tools(), result, deferral, inbound.outcome().tools(), rounds, called).attach(exchange);
    if (result.toolsIn() > 0) {
      ToolHeaders.write(inbound.response(), result.toolsIn(), result.toolsOut(), result.pruneRatioHeader(),
          result.routing().wireName());
    }
    if (request.operation() == Operation.CHAT) {
      note(inbound.outcome().tools(), principal, result);
    }
    return result;
  }

  private PruneResult prune(Principal principal, ModelRequest request, String sessionId, Deferral deferral, String variant) {
    BodyScan scan = request.scan();
    ToolForm form = request.surface().tools();
    PruneRequest wanted = new PruneRequest(scan.body(), form, span(scan, form.tools()),
        span(scan, form.conversation()), span(scan, form.choice()), span(scan, form.system()), principal.tools(),
        principal.keyId() + variant, principal.accountId(), sessionId,
        scan.field("prompt_cache_key") != null || scan.field("cache_control") != null,
        Rounds.canJoin(request.surface()) && isRecoverable(request, scan), deferral,
        request.operation() == Operation.COUNT_TOKENS);
    try {
      return pruner.prune(wanted);
    } catch (InvalidToolsException e) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "tools",
          "The tools can't be read, and this key allows only some tools. Correct their form.");
    }
  }

  /**
   * Returns whether a model may be offered one more function: it can call one, there is one answer to continue, and the request has
   * the conversation that goes on with it.
   */
  private boolean isRecoverable(ModelRequest request, BodyScan scan) {
    return recoveryRounds > 0 && scan.field(request.surface().tools().conversation()) != null
        && (isWithoutState(scan) || !mayKeepState(request)) && !is(scan, "tool_choice", NONE) && (scan.field("n") == null || is(scan, "n", ONE));
  }

  /**
   * Returns who holds back the tools that are to be searched for. Where that isn't known, the client's marks pass as they are until
   * {@link #fit} learns the target.
   */
  private Deferral deferral(Principal principal, ModelRequest request) {
    Provider.Target target;
    try {
      target = router.resolve(request.model());
    } catch (GatewayException e) {
      return Deferral.CLIENT; // A policy, which leads to several targets, or a model that the next step refuses.
    }
    return switch (ToolSearch.of(target, request.surface(), request.operation())) {
      case YES -> principal.tools().nativeSearch() ? Deferral.PROVIDER : Deferral.CLIENT;
      case PERHAPS -> Deferral.CLIENT;
      case NO -> Deferral.GATEWAY;
    };
  }

  /**
   * Returns whether the provider may keep the answer, so that a later request would go on without what the gateway joined. Where several
   * targets may be called, any of them may be such a provider.
   */
  private boolean mayKeepState(ModelRequest request) {
    if (request.surface().spoken() != WireRegistry.RESPONSES) {
      return false;
    }
    if (request.scan().models() != null || planners.stream().anyMatch(planner -> planner.knows(request.model()))) {
      return true;
    }
    try {
      return router.resolve(request.model()).wire(request.surface(), request.operation()) == WireRegistry.RESPONSES;
    } catch (GatewayException e) {
      return true; // The next step refuses the model.
    }
  }

  /** Returns whether a request of the Responses API has the provider keep nothing and go on with nothing kept. */
  static boolean isWithoutState(BodyScan scan) {
    boolean unstored = false;
    for (Field field : scan.fields()) {
      boolean off = field.type() == JsonToken.VALUE_FALSE;
      if (field.name().equals("store")) {
        if (!off) {
          return false;
        }
        unstored = true;
      } else if (STATE.contains(field.name()) && !off && field.type() != JsonToken.VALUE_NULL) {
        return false;
      }
    }
    return unstored;
  }

  private static boolean is(BodyScan scan, String name, Pattern value) {
    Field field = scan.field(name);
    return field != null && value.matcher(new String(scan.body(), field.valueStart(),
        field.valueEnd() - field.valueStart(), StandardCharsets.UTF_8)).matches();
  }

  private static ByteSpan span(BodyScan scan, String name) {
    Field field = name == null ? null : scan.field(name);
    return field == null ? null : new ByteSpan(field.valueStart(), field.valueEnd());
  }

  private static void note(ToolOutcome outcome, Principal principal, PruneResult result) {
    boolean shadow = principal.tools().shadow();
    outcome.pruned(result.toolsIn(), result.toolsOut(), result.tokensSaved(), shadow);
    if (result.routing() != Routing.NONE) {
      outcome.ranked(result.kept(), shadow ? result.wouldDrop() : result.dropped());
    }
  }
}
