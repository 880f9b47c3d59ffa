package app.orqen.tools;

import app.orqen.tools.rank.Ranker;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
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

/** Chooses among the tools that the boundary lets through. */
final class ToolSelector {

  private final Ranker ranker;
  private final StickySets stickySets;

  ToolSelector(Ranker ranker, StickySets stickySets) {
    this.ranker = ranker;
    this.stickySets = stickySets;
  }

  Selection select(PruneRequest request, List<Element> tools, Set<String> choice, TimeBudget budget)
      throws IOException {
    if (tools.isEmpty() || tools.stream().anyMatch(e -> e.tool().marksCache())) {
      return Selection.all(tools, null);
    }
    Conversation conversation =
        ConversationReader.read(request.body(), request.messages(), request.system(), budget);
    ContentHash id = StickySets.conversation(request.keyId(), request.sessionId(), conversation.opening());
    Integer kTarget = request.policy().kTarget();
    if (tools.size() <= (kTarget == null ? Target.MAX : kTarget)) {
      if (!request.trial()) {
        stickySets.grow(id, names(tools));
      }
      return Selection.all(tools, null);
    }
    Set<String> kept = new HashSet<>(stickySets.get(id));
    kept.addAll(choice);
    kept.addAll(conversation.calledTools());
    Routing routing = addBest(tools, conversation, kTarget, kept, budget);
    List<Element> forwarded = new ArrayList<>();
    List<Element> dropped = new ArrayList<>();
    for (Element tool : tools) {
      (kept.contains(tool.tool().name()) || alwaysKept(tool, request.policy()) ? forwarded : dropped).add(tool);
    }
    budget.check();
    List<String> sticky = request.trial() ? stickySets.get(id) : stickySets.grow(id, names(forwarded));
    return new Selection(inOrder(forwarded, sticky), dropped, routing, null);
  }

  /** Adds the names of the best tools. The target counts these; tools kept for another reason come on top. */
  private Routing addBest(
      List<Element> tools, Conversation conversation, Integer kTarget, Set<String> kept, TimeBudget budget) {
    List<Element> prunable = tools.stream().filter(e -> e.tool().role() == Role.PRUNABLE).toList();
    if (prunable.isEmpty()) {
      return Routing.NONE;
    }
    Ranking ranking = ranker.rank(prunable, conversation, budget);
    int k = Math.min(prunable.size(), kTarget == null ? Target.adaptive(ranking) : kTarget);
    for (int i = 0; i < k; i++) {
      kept.add(prunable.get(ranking.order()[i]).tool().name());
    }
    return ranking.routing();
  }

  private static boolean alwaysKept(Element element, ToolPolicy policy) {
    return element.tool().role() != Role.PRUNABLE || policy.keeps(element.tool().name());
  }

  /** What the conversation had before stays in front, in its order; the rest follows in the client's order. */
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
