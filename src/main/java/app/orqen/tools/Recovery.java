package app.orqen.tools;

import app.orqen.tools.PruneFailure.Reason;
import app.orqen.tools.rank.Ranker;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.Conversation.Speaker;
import app.orqen.tools.read.Conversation.Turn;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolList.Element;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The tools that were left out of one request, and the function by which the model can ask for them. The list of tools
 * only grows at its end, so what a provider has cached of it stays. Used by one thread at a time.
 */
public final class Recovery {

  /** How many tools a query finds. */
  private static final int FOUND = 5;

  private static final int MAX_QUERY = 1_000;

  private final ToolArrayWriter writer;
  private final String toolName;
  private final byte[] definition;
  private final List<Element> before;
  private final List<Element> after;
  private final Map<String, Element> leftOut = new LinkedHashMap<>();
  private final Set<String> found = new LinkedHashSet<>();
  private final Set<String> loaded = new HashSet<>();
  private final Searcher searcher;
  private Consumer<String> listener = name -> { };
  private Consumer<PruneFailure> failures = failure -> { };

  /**
   * What searching takes.
   *
   * @param conversation the request's own, which is searched for when the model does not say what it wants
   * @param budget makes a new time budget
   * @param remember is told the names of tools that the conversation has been given
   */
  record Searcher(
      Ranker ranker, Conversation conversation, Supplier<TimeBudget> budget, Consumer<List<String>> remember) {}

  /**
   * Keeps what recovery needs.
   *
   * @param before the tools in front of the function
   * @param after the tools behind it, which the conversation got later
   */
  Recovery(PruneRequest request, String toolName, List<Element> before, List<Element> after, List<Element> leftOut,
      Searcher searcher) {
    this.writer = new ToolArrayWriter(request.body(), Set.of(), request.deferral() == Deferral.GATEWAY);
    this.toolName = toolName;
    this.before = List.copyOf(before);
    this.after = new ArrayList<>(after);
    leftOut.forEach(tool -> this.leftOut.put(tool.tool().name(), tool));
    this.searcher = searcher;
    Set<String> listed = new LinkedHashSet<>();
    after.forEach(tool -> listed.add(tool.tool().name()));
    listed.addAll(this.leftOut.keySet());
    // The order must not change while tools move from one list to the other.
    this.definition = FindTool.definition(request.form().definition(), toolName, listed.stream().sorted().toList());
  }

  /** Returns the name of the function. */
  public String toolName() {
    return toolName;
  }

  /** Has somebody told the name of each tool that is found from now on. */
  public void onFound(Consumer<String> told) {
    listener = told;
  }

  /** Has somebody told of each search that failed, so that all tools were added. */
  public void onFailure(Consumer<PruneFailure> told) {
    failures = told;
  }

  /** Returns the names of the tools that were asked for, in that order. */
  public List<String> found() {
    return List.copyOf(found);
  }

  /** Returns whether a tool was left out and is now in the list, whether the model asked for it or all were added. */
  public boolean isLoaded(String name) {
    return loaded.contains(name);
  }

  /** Returns whether a tool is still left out. */
  public boolean isLeftOut(String name) {
    return leftOut.containsKey(name);
  }

  /** Returns whether the arguments of a call fit a tool that is left out, so that the model need not see its definition. */
  public boolean fits(String name, String arguments) {
    Element tool = leftOut.get(name);
    return tool != null && ArgumentCheck.fits(Arrays.copyOfRange(writer.body(), tool.span().start(), tool.span().end()), name, arguments);
  }

  /** Returns whether any tool is left out. */
  public boolean hasMore() {
    return !leftOut.isEmpty();
  }

  /** Returns about how many tokens the tools cost that aren't in {@link #tools()} now, less what the function costs. */
  public long tokensSaved() {
    return Math.max(0, Tokens.of(List.copyOf(leftOut.values())) - (hasMore() ? tokens() : 0));
  }

  /** Returns about how many tokens the function's definition costs. */
  long tokens() {
    return Tokens.of(definition.length);
  }

  /**
   * Adds the tools that a call of the function asks for.
   *
   * @param arguments the call's arguments as the model wrote them
   * @return what to answer the model
   */
  public String find(String arguments) {
    FindTool.Wish wish = FindTool.wish(arguments);
    List<String> now = new ArrayList<>();
    List<String> had = new ArrayList<>();
    StringBuilder query = new StringBuilder(wish.query());
    for (String name : wish.names()) {
      String known = known(name);
      if (known != null) {
        now.add(known);
      } else if (isGiven(name)) {
        had.add(name);
      } else {
        query.append(' ').append(name);
      }
    }
    String wanted = query.toString().strip();
    if (!wanted.isEmpty() || now.isEmpty() && had.isEmpty()) {
      now.addAll(search(wanted));
    }
    add(now);
    return answer(now, had);
  }

  /** Adds all tools that are left out, after a call that didn't fit its tool. Returns the answer to the model. */
  public String answerUnfit(String name) {
    findAll(); // The model may want another one now that it sees them.
    return "The call of " + name + " had arguments that don't fit the tool, because its definition was not loaded. All tools are loaded now. "
        + "Call it again with arguments that fit.";
  }

  /** Adds all tools that are left out. Returns the answer to the model. */
  public String findAll() {
    List<String> all = List.copyOf(leftOut.keySet());
    load(all);
    return answer(all, List.of());
  }

  /** Notes that the model called a tool that was left out, without asking for it. */
  public void calledUnasked(String name) {
    add(List.of(name));
  }

  private static String answer(List<String> now, List<String> had) {
    StringBuilder text = new StringBuilder();
    if (!now.isEmpty()) {
      text.append("Loaded: ").append(String.join(", ", now)).append(". Call them directly now.");
    }
    if (!had.isEmpty()) {
      text.append(now.isEmpty() ? "" : " ").append("Already available: ").append(String.join(", ", had)).append('.');
    }
    return text.isEmpty() ? "There are no more tools." : text.toString();
  }

  private String known(String name) {
    if (leftOut.containsKey(name)) {
      return name;
    }
    String plain = plain(name);
    return leftOut.keySet().stream().filter(other -> plain(other).equals(plain)).findFirst().orElse(null);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }

  private boolean isGiven(String name) {
    return before.stream().anyMatch(tool -> tool.tool().name().equals(name))
        || after.stream().anyMatch(tool -> tool.tool().name().equals(name));
  }

  /** Returns the names of the best tools for a query, or all remaining names when they can't be ranked. */
  private List<String> search(String query) {
    List<Element> tools = List.copyOf(leftOut.values());
    if (tools.size() <= FOUND) {
      return tools.stream().map(tool -> tool.tool().name()).toList();
    }
    try {
      Ranking ranking = searcher.ranker.rank(tools, asking(query), searcher.budget.get());
      List<String> names = new ArrayList<>();
      for (int i = 0; i < FOUND; i++) {
        names.add(tools.get(ranking.order()[i]).tool().name());
      }
      return names;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      failures.accept(PruneFailure.of(e instanceof TimeBudget.Exceeded ? Reason.TIME_BUDGET : Reason.RANKING, e));
      return tools.stream().map(tool -> tool.tool().name()).toList();
    }
  }

  private Conversation asking(String query) {
    Conversation own = searcher.conversation;
    if (query.isEmpty()) {
      return own;
    }
    String cut = query.substring(0, Math.min(query.length(), MAX_QUERY));
    return new Conversation(List.of(new Turn(Speaker.USER, cut, "")), own.calledTools(), own.referenced(), own.prefixes(), own.system(), "",
        own.answers(), own.cacheMarked());
  }

  private void add(List<String> names) {
    List<String> added = load(names);
    found.addAll(added);
    added.forEach(listener);
  }

  /** Moves tools to the list. Returns those that were left out. */
  private List<String> load(List<String> names) {
    List<String> added = new ArrayList<>();
    for (String name : names) {
      Element tool = leftOut.remove(name);
      if (tool != null) {
        after.add(tool);
        added.add(name);
      }
    }
    loaded.addAll(added);
    if (!added.isEmpty()) {
      searcher.remember.accept(added);
    }
    return added;
  }

  /** Returns the list of tools as it is now, as JSON. The function is in it as long as there is something to find. */
  public byte[] tools() {
    return writer.write(before, hasMore() ? definition : null, after);
  }
}
