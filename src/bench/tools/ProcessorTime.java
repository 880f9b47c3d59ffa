package app.orqen.tools;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Measures methods by the processor time of the calling thread, which other processes do not lengthen. */
final class ProcessorTime {

  private static final int WARM_UP = 2;
  private static final int ROUNDS = 3;

  private final Map<String, Function<EvaluationSet.Case, Object>> methods;

  ProcessorTime(Map<String, Function<EvaluationSet.Case, Object>> methods) {
    this.methods = methods;
  }

  /** Nanoseconds of every call after warming up, ascending, by method. */
  Map<String, long[]> measure(List<EvaluationSet.Case> cases) {
    Map<String, long[]> nanos = new LinkedHashMap<>();
    methods.keySet().forEach(label -> nanos.put(label, new long[ROUNDS * cases.size()]));
    int at = -WARM_UP * cases.size();
    int sink = 0;
    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
      for (EvaluationSet.Case one : cases) {
        for (String label : methods.keySet()) {
          long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
          sink += methods.get(label).apply(one).hashCode() & 1;
          long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
          if (at >= 0) {
            nanos.get(label)[at] = took;
          }
        }
        at++;
      }
    }
    nanos.values().forEach(Arrays::sort);
    return sink < 0 ? Map.of() : nanos;
  }
}
