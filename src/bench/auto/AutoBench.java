package app.orqen.auto;

import app.orqen.auto.pick.Candidate;
import app.orqen.auto.pick.Mode;
import app.orqen.auto.pick.Observed;
import app.orqen.auto.pick.Question;
import app.orqen.auto.task.Needs;
import app.orqen.auto.task.Prompt;
import app.orqen.auto.task.Task;
import app.orqen.catalogue.ModelTable;
import app.orqen.catalogue.Tiers;
import app.orqen.provider.Catalogue;
import app.orqen.request.BodyScan;
import app.orqen.request.ModelRequest;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;

/**
 * Times decisions of {@code orqen/auto} on one core: the 200 prompts of the test, from the scanned body to the plan, with all chat models
 * of the catalogue to choose from, and with those of two providers.
 */
public final class AutoBench {

  private static final int ROUNDS = 12;
  private static final long NANOS = 2_000_000_000L;

  private AutoBench() {}

  public static void main(String[] arguments) throws Exception {
    List<ModelRequest> requests = new ArrayList<>();
    long bytes = 0;
    for (Prompt prompt : Prompt.all()) {
      byte[] body = prompt.body().put("model", "orqen/auto").toString().getBytes(StandardCharsets.UTF_8);
      bytes += body.length;
      requests.add(new ModelRequest(WireRegistry.surfaceOf("/v1/chat/completions"), Operation.CHAT, BodyScan.of(body), "orqen/auto", false));
    }
    System.out.printf("%d requests of %,d bytes on average, JDK %s%n", requests.size(), bytes / requests.size(), System.getProperty("java.version"));
    List<Candidate> all = candidates();
    report("all " + all.size() + " models", requests, all);
    List<Candidate> two = all.stream().filter(one -> one.provider().equals("openai") || one.provider().equals("anthropic")).toList();
    report(two.size() + " models of two providers", requests, two);
  }

  private static List<Candidate> candidates() throws Exception {
    ModelTable table = new ModelTable();
    try (InputStream csv = AutoBench.class.getResourceAsStream("/model-facts.csv")) {
      table.add("model-facts.csv", csv);
    }
    return Catalogue.read(new ClassPathResource("models.csv")).models().stream().map(model -> {
      var facts = table.like(model.provider(), model.id());
      return new Candidate(model.provider(), model.id(), model.provider() + '/' + model.id(), facts, facts.prices(),
          Tiers.of(model.id(), facts), true, false);
    }).toList();
  }

  private static void report(String what, List<ModelRequest> requests, List<Candidate> candidates) {
    Map<String, Observed> seen = candidates.stream().collect(Collectors.toMap(Candidate::id,
        one -> new Observed(100, 0.99, 0.99, 500.0 + one.id().hashCode() % 300, 500.0, null, BigDecimal.ONE)));
    Choice choice = new Choice("acc", Preferences.DEFAULT, candidates);
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = cpu();
      long decisions = 0;
      long targets = 0;
      while (cpu() - start < NANOS) {
        for (ModelRequest request : requests) {
          targets += decide(request, choice, one -> seen.get(one.id()));
          decisions++;
        }
      }
      double rate = decisions * 1e9 / (cpu() - start);
      best = Math.max(best, rate);
      System.out.printf("  round %2d: %,.0f decisions/s of processor time, %.1f targets each%n", round + 1, rate, targets / (double) decisions);
    }
    System.out.printf("%s: %,.0f decisions/s of processor time in the best round%n", what, best);
  }

  /** Returns nanoseconds of processor time of this thread: others may use the machine. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static int decide(ModelRequest request, Choice choice, Function<Candidate, Observed> observed) {
    Task task = RequestNeeds.task(request);
    Needs needs = RequestNeeds.needs(request, task, 0);
    Question question = new Question(Mode.AUTO, needs, task.complexity().tier(), 1, null, null, 0, task.cacheMarked(), 4096, null, null,
        null, LocalDate.of(2026, 11, 30), one -> true);
    return Decision.make(question, choice, task, null, observed).plan(request.model()).targets().size();
  }
}
