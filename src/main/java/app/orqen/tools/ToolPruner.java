package app.orqen.tools;

import app.orqen.tools.PruneFailure.Reason;
import app.orqen.tools.PruneResult.Change;
import app.orqen.tools.embed.EmbedderLoader;
import app.orqen.tools.embed.EmbeddingWorker;
import app.orqen.tools.embed.TextEmbedder;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolDefinition;
import app.orqen.tools.read.ToolList;
import app.orqen.tools.read.ToolList.Element;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Decides which of a request's tools reach the provider, in this order: the key's boundary; the rules that keep a tool
 * regardless of its rank; what the conversation has been given before; rank. Many threads may use it.
 *
 * <p>The boundary fails closed, and all the rest fails open: on any error, or past the time budget, every permitted tool
 * passes.
 */
public final class ToolPruner {

  private final ToolList toolList;
  private final ToolSelector selector;
  private final LongSupplier nanoTime;
  private final long budgetNanos;

  ToolPruner(ToolList toolList, ToolSelector selector, LongSupplier nanoTime, long budgetNanos) {
    this.toolList = toolList;
    this.selector = selector;
    this.nanoTime = nanoTime;
    this.budgetNanos = budgetNanos;
  }

  /**
   * Creates a pruner with the model, if there is one. The model is loaded behind the first request that ranks. All else is
   * ready on return, so that this request doesn't spend its time budget on loading classes.
   */
  public static ToolPruner create(PrunerSettings settings) {
    Supplier<TextEmbedder> loader = settings.embeddings() ? EmbedderLoader::load : () -> null;
    WarmUp.run(PrunerFactory.build(settings, () -> null, Runnable::run, () -> 0));
    return PrunerFactory.build(settings, loader, new EmbeddingWorker(), System::nanoTime);
  }

  /** Notes that a conversation called a tool, and which tools it called before. */
  public void called(String accountId, String tool, Collection<String> earlier) {
    selector.called(accountId, tool, earlier);
  }

  /**
   * Decides about one request.
   *
   * @throws InvalidToolsException when the key has a boundary and the tools cannot be read
   */
  public PruneResult prune(PruneRequest request) {
    TimeBudget budget = new TimeBudget(nanoTime, budgetNanos);
    ToolRequest tools;
    try {
      tools = ToolRequest.read(request, toolList);
    } catch (IOException | RuntimeException e) {
      if (request.policy().hasBoundary()) {
        throw new InvalidToolsException("tools must be a list of objects", e);
      }
      return untouched(PruneFailure.of(Reason.UNREADABLE, e));
    }
    if (tools == null) {
      return untouched(null);
    }
    List<Element> permitted = filter(tools.elements(), e -> isPermitted(e, request.policy()));
    return result(request, tools, permitted, select(request, tools, permitted, budget));
  }

  private static boolean isPermitted(Element element, ToolPolicy policy) {
    return isMark(element) || policy.permitsAll(element.tool().names()) && !isDeniedKind(element.tool(), policy);
  }

  /**
   * Returns whether a tool that the provider runs is denied by what it is called elsewhere, since a translation gives it that name.
   */
  private static boolean isDeniedKind(ToolDefinition tool, ToolPolicy policy) {
    if (tool.role() != ToolDefinition.Role.FIXED) {
      return false;
    }
    boolean search = tool.names().stream().anyMatch(name -> name.contains("web_search") || name.equals("nova_grounding"));
    boolean code = tool.names().stream().anyMatch(name -> name.contains("code_execution") || name.contains("code_interpreter"));
    return search && policy.denies("web_search") || code && policy.denies("code_execution");
  }

  private Selection select(PruneRequest request, ToolRequest tools, List<Element> permitted, TimeBudget budget) {
    try {
      return selector.select(request, permitted, tools, () -> new TimeBudget(nanoTime, budgetNanos), budget);
    } catch (TimeBudget.Exceeded e) {
      return Selection.all(permitted, PruneFailure.of(Reason.TIME_BUDGET, e));
    } catch (IOException e) {
      return Selection.all(permitted, PruneFailure.of(Reason.UNREADABLE, e));
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return Selection.all(permitted, PruneFailure.of(Reason.RANKING, e));
    }
  }

  private PruneResult result(PruneRequest request, ToolRequest tools, List<Element> permitted, Selection selection) {
    boolean shadow = request.policy().shadow();
    List<Element> forwarded = shadow ? permitted : selection.forwarded();
    List<Element> pruned = selection.dropped();
    boolean removed = forwarded.stream().allMatch(ToolPruner::isMark);
    Set<Element> deferred = shadow ? Set.of() : selection.deferred();
    boolean unmark = !shadow && selection.unmark();
    boolean unchanged = forwarded.equals(tools.elements()) && deferred.isEmpty()
        && forwarded.stream().allMatch(tool -> isVerbatim(tool) && !(unmark && tool.tool().deferred()));
    Change change = removed ? Change.REMOVED : unchanged ? Change.UNCHANGED : Change.REPLACED;
    boolean replaced = change == Change.REPLACED;
    Recovery recovery = shadow || removed ? null : selection.recovery();
    return new PruneResult(
        change,
        replaced ? tools.span() : null,
        !replaced ? null : recovery == null ? new ToolArrayWriter(request.body(), deferred, unmark)
            .write(List.of(), deferred.isEmpty() ? null : ProviderSearch.definition(request.form().definition()), forwarded)
            : recovery.tools(),
        selection.routing(),
        names(tools.elements()).size(),
        names(forwarded).size(),
        names(forwarded),
        shadow ? List.of() : names(pruned),
        names(filter(tools.elements(), e -> !isPermitted(e, request.policy()))),
        shadow ? names(pruned) : List.of(),
        shadow ? 0 : Math.max(0, Tokens.of(pruned) + Tokens.of(List.copyOf(deferred)) - (recovery == null ? 0 : recovery.tokens())),
        tools.choice().stream().filter(name -> !request.policy().permits(name)).findFirst().orElse(null),
        recovery,
        SeenTool.of(permitted),
        forwarded.stream().map(Element::tool).filter(ToolDefinition::namespace).flatMap(tool -> tool.names().stream()).distinct().toList(),
        !deferred.isEmpty(),
        deferred.isEmpty() ? null : new ToolArrayWriter(request.body(), Set.of(), false).write(List.of(), null, forwarded),
        selection.wanted(),
        selection.called(),
        selection.failure());
  }

  private static PruneResult untouched(PruneFailure failure) {
    List<String> none = List.of();
    return new PruneResult(
        Change.UNCHANGED, null, null, Routing.NONE, 0, 0, none, none, none, none, 0, null, null, List.of(), none, false, null, names -> { }, null, failure);
  }

  private static boolean isMark(Element element) {
    return element.tool().role() == ToolDefinition.Role.CACHE_POINT;
  }

  private static boolean isVerbatim(Element element) {
    return element.tool().exampleCuts().isEmpty();
  }

  private static List<Element> filter(List<Element> elements, Predicate<Element> condition) {
    return elements.stream().filter(condition).toList();
  }

  private static List<String> names(List<Element> elements) {
    List<String> names = new ArrayList<>(elements.size());
    for (Element element : elements) {
      if (!isMark(element)) {
        names.add(element.tool().name());
      }
    }
    return List.copyOf(names);
  }
}
