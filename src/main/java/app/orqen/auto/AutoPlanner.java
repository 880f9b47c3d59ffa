package app.orqen.auto;

import app.orqen.auto.observe.Observations;
import app.orqen.auto.pick.Candidate;
import app.orqen.auto.pick.Judged;
import app.orqen.auto.pick.Mode;
import app.orqen.auto.pick.Question;
import app.orqen.auto.task.Needs;
import app.orqen.auto.task.Task;
import app.orqen.budget.BudgetLeft;
import app.orqen.budget.Tariffs;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.models.ModelNames;
import app.orqen.policy.Plan;
import app.orqen.policy.Planner;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.translate.wire.Operation;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.dao.DataAccessException;

/** Plans requests for {@code orqen/*}: picks a model for each conversation, and others that are tried when that one fails. */
final class AutoPlanner implements Planner {

  private final Remembered<Choice> choices;
  private final Observations observations;
  private final Conversations conversations = new Conversations();
  private final BudgetLeft budgets;
  private final long reservedOutput;
  private final Consumer<Trace> traces;
  private final Clock clock;
  private final Set<String> aliases;

  /**
   * Makes a planner that knows no conversation yet.
   *
   * @param reservedOutput how many output tokens a request reserves of a budget at most
   * @param traces takes each decision on the request's thread, so it must be quick
   * @param aliases the operator's own names of models; a name that is in both isn't planned here
   */
  AutoPlanner(Remembered<Choice> choices, Observations observations, BudgetLeft budgets, long reservedOutput, Consumer<Trace> traces,
      Clock clock, Set<String> aliases) {
    this.choices = choices;
    this.observations = observations;
    this.budgets = budgets;
    this.reservedOutput = reservedOutput;
    this.traces = traces;
    this.clock = clock;
    this.aliases = aliases;
  }

  @Override
  public boolean knows(String name) {
    return Mode.ofModel(name) != null && !aliases.contains(name);
  }

  @Override
  public Optional<Plan> plan(ModelRequest request, Principal caller, Inbound inbound) {
    return knows(request.model()) ? Optional.of(plan(Mode.ofModel(request.model()), request, caller, inbound)) : Optional.empty();
  }

  private Plan plan(Mode asked, ModelRequest request, Principal caller, Inbound inbound) {
    requireChat(request);
    Outcome outcome = inbound.outcome();
    Choice choice = choice(caller);
    Task task = RequestNeeds.task(request);
    Needs needs = RequestNeeds.needs(request, task, outcome.tools().tokensSaved());
    String key = Conversations.key(caller, request.model(), outcome.sessionId(), task);
    Held held = conversations.find(key);
    Mode mode = asked == Mode.AUTO ? choice.preferences().mode() : asked;
    long now = clock.millis();
    Question question = new Question(mode, needs, task.complexity().tier(), 1, Tariffs.serviceTier(request.scan()),
        held == null ? null : held.model(), held == null ? 0 : held.cached(now), task.cacheMarked(), reservedOutput,
        choice.preferences().providers(), choice.preferences().maxCostUsd(), left(caller, outcome.sessionId()),
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), allowed(caller, request.model()));
    Decision decision = Decision.make(question, choice, task, held, observations.of(caller.accountId()));
    if (decision.picked() == null) {
      throw NoFit.error(request.model(), decision.judged(), needs);
    }
    if (request.operation() == Operation.CHAT) {
      Candidate picked = decision.picked().candidate();
      conversations.put(key, decision.sticky() ? held.next(needs.inputTokens(), task, now)
          : new Held(picked.id(), decision.tier(), needs.inputTokens(), needs.inputTokens(), task.userTexts(), task.errorsInARow(), now));
      inbound.atEnd(() -> ended(key, decision.order(), caller.accountId(), outcome));
      traces.accept(new Trace(caller.accountId(), clock.instant(), inbound.requestId(), outcome.sessionId(), mode.label(), picked.id(),
          decision.reason(), task, question.withTiers(decision.tier(), 1),
          decision.sticky() ? List.of() : Trace.shown(decision.judged()), decision.sticky()));
    }
    return decision.plan(request.model());
  }

  private static void requireChat(ModelRequest request) {
    if (request.operation() != Operation.CHAT && request.operation() != Operation.COUNT_TOKENS) {
      throw GatewayException.of(ErrorCode.MODEL_NOT_FOUND, "'" + request.model() + "' picks chat models only. Name a model for "
          + request.operation().label().replace('_', ' ') + ".").param("model");
    }
    if (!request.scan().credentials().isEmpty()) {
      String field = request.scan().credentials().keySet().iterator().next();
      throw GatewayException.badRequest(ErrorCode.UNSUPPORTED_PARAMETER, field, "'" + request.model() + "' picks among providers with a "
          + "stored credential, so a request for it can't bring one in '" + field + "'. Store it with PUT /v1/account/providers, or name a "
          + "model.");
    }
  }

  private Choice choice(Principal caller) {
    try {
      return choices.find(caller.accountId()).orElseThrow();
    } catch (Remembered.UnavailableException e) {
      throw GatewayException.authUnavailable();
    }
  }

  private BigDecimal left(Principal caller, String sessionId) {
    try {
      return budgets.usd(caller, sessionId);
    } catch (DataAccessException e) {
      throw GatewayException.authUnavailable();
    }
  }

  /** Returns a test for the models that a caller may use when it asks for one of the names {@code orqen/*}. */
  static Predicate<Candidate> allowed(Principal caller, String asked) {
    return caller.isHeldToModels() ? one -> caller.mayUseTarget(asked, one.id(), one.served()) : one -> true;
  }

  /**
   * Returns the names {@code orqen/*} that the list of models shows a caller. A name is in it when the caller may use at least one
   * model by it.
   *
   * @throws Remembered.UnavailableException when the database can't be asked
   */
  List<ModelNames.Name> names(Principal caller) {
    Choice choice = choices.find(caller.accountId()).orElseThrow();
    return List.of(Mode.values()).stream().map(Mode::model)
        .map(name -> new ModelNames.Name(name, choice.candidates().stream().filter(allowed(caller, name)).map(Candidate::id).toList(), true))
        .filter(name -> !name.models().isEmpty()).toList();
  }

  /** Notes which model of the plan answered, and that the models before it failed. */
  private void ended(String key, List<Judged> order, String account, Outcome outcome) {
    String served = outcome.provider() + '/' + outcome.model();
    int answered = 0;
    while (answered < order.size() && !order.get(answered).candidate().served().equals(served)) {
      answered++;
    }
    if (answered == 0 || answered == order.size()) {
      return;
    }
    order.subList(0, answered).forEach(failed -> observations.failed(account, failed.candidate().served()));
    if (outcome.errorCode() == null && outcome.status() < 400) {
      conversations.moved(key, order.get(0).candidate().id(), order.get(answered).candidate().id());
    }
  }
}
