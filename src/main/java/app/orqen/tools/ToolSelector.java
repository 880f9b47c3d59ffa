package app.orqen.tools;

import app.orqen.tools.Recovery.Searcher;
import app.orqen.tools.StickySets.Decision;
import app.orqen.tools.rank.Ranker;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.ContentHash;
import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.ConversationReader;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolDefinition.Role;
import app.orqen.tools.read.ToolList.Element;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Chooses among the tools that the boundary lets through. The first request of a conversation decides. Later ones only decide
 * about tools that are new to the conversation, so that the list stays the same for the provider's prompt cache.
 */
final class ToolSelector {

  private final Ranker ranker;
  private final StickySets stickySets;
  private final CacheTrade cacheTrade;
  private final Misses misses;
  private final CalledTogether together;
  private final int smallSet;

  /**
   * Creates the selector.
   *
   * @param smallSet a list of at most this many tools passes whole unless the key says how many are wanted
   */
  ToolSelector(Ranker ranker, StickySets stickySets, CacheTrade cacheTrade, Misses misses, CalledTogether together,
      int smallSet) {
    this.ranker = ranker;
    this.stickySets = stickySets;
    this.cacheTrade = cacheTrade;
    this.misses = misses;
    this.together = together;
    this.smallSet = smallSet;
  }

  /**
   * Chooses the tools to forward.
   *
   * @param tools the tools that the boundary lets through
   * @param all what the request has
   * @param later makes the time budget of a search later on
   */
  Selection select(PruneRequest request, List<Element> tools, ToolRequest all, Supplier<TimeBudget> later,
      TimeBudget budget) throws IOException {
    Set<String> choice = all.choice();
    // Shadow mode measures pruning, so that it ranks as pruning would.
    boolean atProvider = request.deferral() == Deferral.PROVIDER && !request.policy().shadow()
        && tools.stream().noneMatch(e -> e.tool().deferred() || e.tool().search());
    if (tools.isEmpty() || !atProvider && tools.stream().anyMatch(e -> e.tool().marksCache())) {
      return Selection.all(tools, null);
    }
    Conversation conversation =
        ConversationReader.read(request.body(), request.messages(), request.system(), budget);
    List<ContentHash> identities = StickySets.identities(request.keyId(), request.sessionId(), conversation);
    Decision before = stickySets.find(identities);
    Set<String> kept = new HashSet<>(before.names());
    kept.addAll(choice);
    if (atProvider) {
      return atProvider(request, tools, conversation, identities, before, kept, budget);
    }
    kept.addAll(conversation.calledTools());
    ToolPolicy policy = request.policy();
    boolean mayAsk = request.recoverable() && policy.recovery() && choice.isEmpty();
    HeldTools held = mayAsk && !policy.shadow() && request.deferral() == Deferral.GATEWAY
        ? HeldTools.of(tools, request.form().definition(), name -> kept.contains(name) || policy.keeps(name))
        : HeldTools.none(tools);
    List<Element> open = held.others();
    boolean small = open.size() <= passing(policy);
    if (small && !held.applies()) {
      remember(request, identities, names(tools), List.of(), Routing.NONE);
      return Selection.all(tools, null);
    }
    Routing routing = small ? before.routing() : decide(request, open, conversation, before, kept, budget);
    List<Element> forwarded = new ArrayList<>();
    List<Element> dropped = new ArrayList<>();
    for (Element tool : open) {
      (small || kept.contains(tool.tool().name()) || alwaysKept(tool, policy) ? forwarded : dropped).add(tool);
    }
    if (before.isNone() && losesMoreThanItSaves(request, open, dropped, conversation)) {
      forwarded = open;
      dropped = new ArrayList<>();
    }
    dropped.addAll(held.held());
    budget.check();
    boolean asks = mayAsk && !dropped.isEmpty();
    List<String> given = new ArrayList<>(names(forwarded));
    String findTool = FindTool.freeName(names(all.elements()));
    if (asks) {
      given.add(findTool); // Its place in the list is remembered like that of a tool.
    }
    Decision after = remember(request, identities, given, names(dropped), routing);
    List<Element> ordered = inOrder(forwarded, after.names());
    Consumer<List<String>> wanted = found -> {
      remember(request, identities, found, List.of(), after.routing());
      missed(request.accountId(), found);
    };
    if (!asks) {
      return new Selection(ordered, dropped, Set.of(), held.applies(), after.routing(), null, wanted, conversation.calledTools(), null);
    }
    int place = place(findTool, ordered, after.names());
    Recovery recovery = new Recovery(request, findTool, ordered.subList(0, place),
        ordered.subList(place, ordered.size()), dropped, new Searcher(ranker, conversation, later, wanted));
    return new Selection(ordered, dropped, Set.of(), held.applies(), after.routing(), recovery, wanted, conversation.calledTools(), null);
  }

  /**
   * Chooses the tools that the provider itself holds back, in place of leaving them out. The list keeps its order and its length, so
   * that the provider's cache keeps it. Where the client pays for that cache, the choice doesn't depend on what the user says, and all
   * conversations of an agent share the beginning of their prompts.
   *
   * @param kept the tools that are not to be held back
   */
  private Selection atProvider(PruneRequest request, List<Element> tools, Conversation conversation, List<ContentHash> identities,
      Decision before, Set<String> kept, TimeBudget budget) {
    if (tools.size() <= passing(request.policy())) {
      remember(request, identities, names(tools), List.of(), Routing.NONE);
      return Selection.all(tools, null);
    }
    // What was called without having been found: its definition isn't in the conversation.
    conversation.calledTools().stream().filter(name -> !conversation.referenced().contains(name)).forEach(kept::add);
    boolean cached = request.promptCache() || conversation.cacheMarked() || tools.stream().anyMatch(e -> e.tool().marksCache());
    Routing routing = before.routing();
    if (cached) {
      kept.addAll(Companions.named(names(tools), conversation));
      kept.addAll(Companions.own(names(tools)));
    } else {
      routing = decide(request, tools, conversation, before, kept, budget);
    }
    budget.check();
    List<Element> deferred = tools.stream()
        .filter(tool -> !kept.contains(tool.tool().name()) && !alwaysKept(tool, request.policy())).toList();
    List<Element> given = new ArrayList<>(tools);
    given.removeAll(deferred);
    Decision after = remember(request, identities, names(given), names(deferred), routing);
    return deferred.isEmpty()
        ? Selection.all(tools, null)
        : new Selection(tools, List.of(), new HashSet<>(deferred), false, after.routing(), null, names -> { }, conversation.calledTools(), null);
  }

  /** Notes that a conversation of an account called a tool, and which tools it called before. */
  void called(String account, String tool, Collection<String> earlier) {
    together.called(account, tool, earlier);
  }

  /** Notes tools of an account that the model wanted although they had been left out. */
  private void missed(String account, List<String> names) {
    if (names.size() <= ToolCount.MAX) { // All of them at once say nothing about each.
      misses.note(account, names);
    }
  }

  /** Returns how many of the tools have a place before {@code name}. */
  private static int place(String name, List<Element> ordered, List<String> names) {
    int own = names.indexOf(name);
    int place = 0;
    while (place < ordered.size() && (own < 0 || isBefore(names.indexOf(ordered.get(place).tool().name()), own))) {
      place++;
    }
    return place;
  }

  private static boolean isBefore(int other, int own) {
    return other >= 0 && other < own;
  }

  /** Returns how many tools pass without being ranked. */
  private int passing(ToolPolicy policy) {
    return policy.kTarget() == null ? Math.max(smallSet, ToolCount.MAX) : policy.kTarget();
  }

  /** Adds to {@code kept} the best of the tools that nothing was decided about so far. */
  private Routing decide(PruneRequest request, List<Element> tools, Conversation conversation, Decision before,
      Set<String> kept, TimeBudget budget) {
    Set<String> open = new HashSet<>();
    List<Element> prunable = new ArrayList<>();
    for (Element tool : tools) {
      if (tool.tool().role() == Role.PRUNABLE) {
        prunable.add(tool);
        String name = tool.tool().name();
        if (!before.leftOut().contains(name) && !before.names().contains(name)) {
          open.add(name);
        }
      }
    }
    if (open.isEmpty()) {
      return before.routing();
    }
    Integer kTarget = request.policy().kTarget();
    if (!before.isNone() && kTarget == null && open.size() <= smallSet) {
      kept.addAll(open);
      return before.routing();
    }
    Ranking ranking = ranker.rank(prunable, conversation, together.of(request.accountId()), budget);
    int[] order = misses.order(request.accountId(), ranking, index -> prunable.get(index).tool().name());
    int k = kTarget != null ? kTarget : ToolCount.adaptive(ranking) + Math.min(ToolCount.MAX, before.asked());
    k = Math.min(prunable.size(), k);
    List<String> best = new ArrayList<>(k);
    for (int i = 0; i < k; i++) {
      best.add(prunable.get(order[i]).tool().name());
    }
    best.stream().filter(open::contains).forEach(kept::add);
    if (kTarget == null) {
      budget.check();
      Companions.of(prunable, best, conversation).stream().filter(open::contains).forEach(kept::add);
    }
    return ranking.routing();
  }

  /** Returns whether the client uses the provider's prompt cache and a shorter list would cost more of it than it saves. */
  private boolean losesMoreThanItSaves(
      PruneRequest request, List<Element> tools, List<Element> dropped, Conversation conversation) {
    if (dropped.isEmpty() || !request.promptCache() && !conversation.cacheMarked()) {
      return false;
    }
    StringBuilder beginning = new StringBuilder(request.keyId()).append(conversation.system());
    tools.forEach(tool -> beginning.append(tool.hash()));
    boolean lately = !request.trial() && cacheTrade.seenLately(ContentHash.of(beginning.toString()));
    if (!lately && conversation.answers() == 0) {
      return false;
    }
    long cached = Tokens.of(tools) + Tokens.of(length(request.system()));
    if (conversation.answers() > 0) {
      cached += Tokens.of(length(request.messages()));
    }
    return !CacheTrade.pays(Tokens.of(dropped), cached, conversation.answers());
  }

  private static long length(ByteSpan span) {
    return span == null ? 0 : span.length();
  }

  private Decision remember(PruneRequest request, List<ContentHash> identities, List<String> given, List<String> leftOut,
      Routing routing) {
    if (request.trial()) {
      Decision before = stickySets.find(identities);
      return before.isNone() ? new Decision(given, Set.copyOf(leftOut), routing, 0) : before;
    }
    return stickySets.grow(identities, given, leftOut, routing);
  }

  private static boolean alwaysKept(Element element, ToolPolicy policy) {
    return element.tool().role() != Role.PRUNABLE || policy.keeps(element.tool().name());
  }

  /** Puts the tools that the conversation had before in front, in their order. The others follow in the client's order. */
  private static List<Element> inOrder(List<Element> forwarded, List<String> sticky) {
    Map<String, Integer> rank = new HashMap<>();
    for (String name : sticky) {
      rank.put(name, rank.size());
    }
    List<Element> ordered = new ArrayList<>(forwarded);
    ordered.sort((a, b) -> Integer.compare(position(a, rank), position(b, rank)));
    return ordered;
  }

  private static int position(Element element, Map<String, Integer> rank) {
    return rank.getOrDefault(element.tool().name(), Integer.MAX_VALUE);
  }

  private static List<String> names(List<Element> tools) {
    return tools.stream().map(e -> e.tool().name()).toList();
  }
}
