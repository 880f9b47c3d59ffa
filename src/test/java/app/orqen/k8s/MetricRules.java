package app.orqen.k8s;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a PromQL expression names only metrics, and labels of them, that a scrape has. */
final class MetricRules {

  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_][a-z0-9_]*)(?:\\{([^}]*)})? ");
  private static final Pattern LABEL = Pattern.compile("([a-z_][a-z0-9_]*)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)})?");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "group_left", "group_right", "sum", "min", "max",
      "count", "group", "avg");
  /** What Prometheus adds to a pod's samples. */
  private static final Set<String> TARGET = Set.of("namespace", "pod", "container", "service", "job", "instance");

  private final Map<String, Set<String>> exported = new TreeMap<>();

  /** Takes what {@code /actuator/prometheus} answered. */
  MetricRules(String scrape) {
    Matcher sample = SAMPLE.matcher(scrape);
    while (sample.find()) {
      Set<String> labels = exported.computeIfAbsent(sample.group(1), name -> new TreeSet<>(TARGET));
      Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
      while (label.find()) {
        labels.add(label.group(1));
      }
    }
  }

  /** Learns of a series that a rule records. */
  void record(String name, Set<String> labels) {
    Set<String> all = new TreeSet<>(TARGET);
    all.addAll(labels);
    exported.put(name, all);
  }

  boolean has(String metric) {
    return exported.containsKey(metric);
  }

  List<String> check(String expression) {
    List<String> faults = new ArrayList<>();
    Set<String> known = new TreeSet<>(TARGET);
    String rest = GROUPING.matcher(expression.replaceAll("\\[[^]]*]", "")).replaceAll("");
    Matcher selector = SELECTOR.matcher(withoutStrings(rest));
    int metrics = 0;
    while (selector.find()) {
      String name = selector.group(1);
      boolean function = selector.end() < rest.length() && withoutStrings(rest).substring(selector.end()).startsWith("(");
      if (function || WORDS.contains(name)) {
        continue;
      }
      metrics++;
      Set<String> labels = exported.get(name);
      if (labels == null) {
        faults.add("no metric " + name);
        continue;
      }
      known.addAll(labels);
      Matcher label = LABEL.matcher(selector.group(2) == null ? "" : selector.group(2));
      while (label.find()) {
        if (!labels.contains(label.group(1))) {
          faults.add(name + " has no label " + label.group(1));
        }
      }
    }
    if (metrics == 0) {
      faults.add("no metric at all");
    }
    Matcher grouping = GROUPING.matcher(expression);
    while (grouping.find()) {
      for (String label : grouping.group(1).split("\\s*,\\s*")) {
        if (!known.contains(label.trim())) {
          faults.add("grouped by " + label + ", which none of its metrics has");
        }
      }
    }
    return faults;
  }

  private static String withoutStrings(String text) {
    return text.replaceAll("\"[^\"]*\"", "\"\"");
  }
}
