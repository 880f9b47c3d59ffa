package app.orqen.tools;

import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.Mentions;
import app.orqen.tools.read.ToolDefinition;
import app.orqen.tools.read.ToolList.Element;
import app.orqen.tools.read.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps tools for other reasons than their rank: those that an agent's instructions name, those that search for tools,
 * and those that belong to a tool that ranked. What a user types names none of them.
 */
final class Companions {

  /** How many tools are kept at most because the instructions name them. Those that are named most often come first. */
  private static final int NAMED = 16;

  /**
   * How many tools come at most with those that ranked: first the tools that their descriptions name, then the tools whose
   * descriptions name them, and those for the same things.
   */
  private static final int FAMILY = 4;

  /** How many of the best tools bring their families. Tools further down may rank by chance. */
  private static final int BEST = 3;

  /** How many tools a program may have of its own, beside those of the servers that it connects to. */
  private static final int OWN = 16;

  /** From so many tools on that share the beginning of their names, that beginning is a server's. */
  private static final int SERVER = 3;

  private static final Set<String> SEARCHES = stems("search", "find", "load", "discover");
  private static final Set<String> TOOLS = stems("tool", "tools");

  /** Verbs of what is done to the things that a server has. */
  private static final Set<String> VERBS = stems("get", "list", "read", "fetch", "show", "view", "search", "find", "create",
      "add", "write", "make", "new", "update", "edit", "set", "modify", "change", "patch", "delete", "remove");

  private Companions() {}

  /**
   * Returns names to keep beside the ranked ones.
   *
   * @param tools the tools that may be left out
   * @param ranked names of the ranked tools that are kept, the best first
   */
  static Set<String> of(List<Element> tools, List<String> ranked, Conversation conversation) {
    Map<String, ToolDefinition> byName = new HashMap<>();
    tools.forEach(tool -> byName.put(tool.tool().name(), tool.tool()));
    Set<String> kept = named(byName.keySet(), conversation);
    kept.addAll(own(byName.keySet()));
    Set<String> best = new LinkedHashSet<>(ranked.subList(0, Math.min(BEST, ranked.size())));
    Set<String> family = new LinkedHashSet<>();
    best.forEach(name ->
        family.addAll(Mentions.in(byName.get(name).text().description(), byName.keySet()).keySet()));
    Set<List<String>> things = new HashSet<>();
    best.forEach(name -> things.add(things(name)));
    things.remove(List.of());
    for (Element tool : tools) {
      String name = tool.tool().name();
      if (things.contains(things(name)) || !Mentions.in(tool.tool().text().description(), best).isEmpty()) {
        family.add(name);
      }
    }
    family.removeAll(ranked);
    family.removeAll(kept);
    family.stream().limit(FAMILY).forEach(kept::add);
    return kept;
  }

  /** Returns the names that an agent's instructions name, and those of tools that search for tools. */
  static Set<String> named(Collection<String> names, Conversation conversation) {
    Set<String> all = Set.copyOf(names);
    Set<String> kept = new LinkedHashSet<>(mostNamed(conversation.instructions(), all));
    all.stream().filter(Companions::isSearch).sorted().forEach(kept::add);
    return kept;
  }

  /**
   * Returns the agent program's own tools: those whose names don't begin with a server's name, when most other names do. A program
   * needs its own tools for every task. It has put the servers' names before the names of the servers' tools.
   */
  static Set<String> own(Collection<String> names) {
    Map<String, Integer> sizes = new HashMap<>();
    names.forEach(name -> sizes.merge(server(name), 1, Integer::sum));
    Set<String> own = new LinkedHashSet<>();
    for (String name : names) {
      if (server(name).isEmpty() || sizes.get(server(name)) < SERVER) {
        own.add(name);
      }
    }
    return own.size() <= OWN && own.size() < names.size() - own.size() ? own : Set.of();
  }

  /** Returns what is in front of a tool's name as a server's would be; empty when nothing is, or only a verb. */
  private static String server(String name) {
    int from = name.startsWith("mcp__") ? "mcp__".length() : 0;
    int wide = name.indexOf("__", from);
    if (wide > 0) {
      return name.substring(0, wide);
    }
    for (int i = 1; i < name.length(); i++) {
      if ("_-./:".indexOf(name.charAt(i)) >= 0) {
        String word = name.substring(0, i);
        return VERBS.containsAll(Words.of(word)) ? "" : word;
      }
    }
    return "";
  }

  private static List<String> mostNamed(String instructions, Set<String> names) {
    Map<String, Integer> named = Mentions.in(instructions, names);
    return named.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
        .limit(NAMED).map(Map.Entry::getKey).toList();
  }

  private static boolean isSearch(String name) {
    List<String> words = Words.of(name);
    return words.size() <= 3 && words.stream().anyMatch(SEARCHES::contains) && words.stream().anyMatch(TOOLS::contains);
  }

  /** Returns the words of a name without its verb, in the singular; empty when there are no others. */
  private static List<String> things(String name) {
    List<String> words = new ArrayList<>(Words.of(name));
    return words.removeIf(VERBS::contains) ? words : List.of();
  }

  private static Set<String> stems(String... words) {
    Set<String> stems = new HashSet<>();
    for (String word : words) {
      stems.addAll(Words.of(word));
    }
    return Set.copyOf(stems);
  }
}
