package app.orqen.tools;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses among the tools that the boundary lets through. The first request of a conversation decides; later ones only
 * decide about tools that are new to the conversation, so that the list stays the same for the provider's prompt cache.
 */
final class ToolSelector {

  private final Ranker ranker;
  private final StickySets stickySets;
  private final CacheTrade cacheTrade;
  private final int smallSet;

  /** Makes one; a list of at most {@code smallSet} tools passes whole unless the key says how many are wanted. */
  ToolSelector(Ranker ranker, StickySets stickySets, CacheTrade cacheTrade, int smallSet) {
    this.ranker = ranker;
    this.stickySets = stickySets;
    this.cacheTrade = cacheTrade;
    this.smallSet = smallSet;
  }

  Selection select(PruneRequest request, List<Element> tools, Set<String> choice, TimeBudget budget)
      throws IOException {
    if (tools.isEmpty() || tools.stream().anyMatch(e -> e.tool().marksCache())) {
      return Selection.all(tools, null);
    }
    Conversation conversation =
        ConversationReader.read(request.body(), request.messages(), request.system(), budget);
    List<ContentHash> identities = StickySets.identities(request.keyId(), request.sessionId(), conversation);
    if (tools.size() <= passing(request.policy())) {
      remember(request, identities, names(tools), List.of(), Routing.NONE);
      return Selection.all(tools, null);
    }
    Decision before = stickySets.find(identities);
    Set<String> kept = new HashSet<>(before.names());
    kept.addAll(choice);
    kept.addAll(conversation.calledTools());
    Routing routing = decide(request, tools, conversation, before, kept, budget);
    List<Element> forwarded = new ArrayList<>();
    List<Element> dropped = new ArrayList<>();
    for (Element tool : tools) {
      (kept.contains(tool.tool().name()) || alwaysKept(tool, request.policy()) ? forwarded : dropped).add(tool);
    }
    if (before.isNone() && losesMoreThanItSaves(request, tools, dropped, conversation)) {
      forwarded = tools;
      dropped = List.of();
    }
    budget.check();
    Decision after = remember(request, identities, names(forwarded), names(dropped), routing);
    return new Selection(inOrder(forwarded, after.names()), dropped, after.routing(), null);
  }

  /** How many tools pass without being ranked. */
  private int passing(ToolPolicy policy) {
    return policy.kTarget() == null ? Math.max(smallSet, Target.MAX) : policy.kTarget();
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
    Ranking ranking = ranker.rank(prunable, conversation, budget);
    int k = Math.min(prunable.size(), kTarget == null ? Target.adaptive(ranking) : kTarget);
    for (int i = 0; i < k; i++) {
      String name = prunable.get(ranking.order()[i]).tool().name();
      if (open.contains(name)) {
        kept.add(name);
      }
    }
    return ranking.routing();
  }

  /** Whether the client uses the provider's prompt cache, and a shorter list would cost more of it than it saves. */
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
      return before.isNone() ? new Decision(given, Set.copyOf(leftOut), routing) : before;
    }
    return stickySets.grow(identities, given, leftOut, routing);
  }

  private static boolean alwaysKept(Element element, ToolPolicy policy) {
    return element.tool().role() != Role.PRUNABLE || policy.keeps(element.tool().name());
  }

  /** Puts what the conversation had before in front, in its order; the rest follows in the client's order. */
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
