package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Two callers at each of several gateways, who send one request after another until they are told to stop. */
public final class Load implements AutoCloseable {

  private static final int CALLERS = 2;

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final List<Map<String, Integer>> answers = new ArrayList<>();
  private volatile boolean stopped;

  public Load(List<GatewayProcess> gateways, String key) {
    for (GatewayProcess gateway : gateways) {
      int index = answers.size();
      answers.add(new TreeMap<>());
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> run(gateway, index, key));
      }
    }
  }

  private void run(GatewayProcess gateway, int index, String key) {
    while (!stopped) {
      String answer;
      try {
        answer = Integer.toString(Replicas.chat(gateway, key).statusCode());
      } catch (RuntimeException e) {
        answer = e.toString();
      }
      synchronized (answers) {
        answers.get(index).merge(answer, 1, Integer::sum);
      }
    }
  }

  /** What each gateway has answered since this was asked last: how often which status. */
  public List<Map<String, Integer>> take() {
    synchronized (answers) {
      List<Map<String, Integer>> taken = new ArrayList<>(answers);
      answers.replaceAll(old -> new TreeMap<>());
      return taken;
    }
  }

  /** Whether what they have answered since then is as wanted. */
  public boolean has(Predicate<List<Map<String, Integer>>> wanted) {
    synchronized (answers) {
      return wanted.test(answers);
    }
  }

  /** What they have answered, when it is as wanted. */
  public List<Map<String, Integer>> takeWhen(Predicate<List<Map<String, Integer>>> wanted) throws Exception {
    Eventually.holds(() -> has(wanted));
    return take();
  }

  /** Stops; what was answered since {@link #take}, the last answers too. */
  public List<Map<String, Integer>> finish() throws InterruptedException {
    close();
    assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    return take();
  }

  @Override
  public void close() {
    stopped = true;
    callers.shutdown();
  }
}
