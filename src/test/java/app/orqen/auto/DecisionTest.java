package app.orqen.auto;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.auto.pick.Candidate;
import app.orqen.auto.pick.Judged;
import app.orqen.auto.pick.Lack;
import app.orqen.auto.pick.Mode;
import app.orqen.auto.pick.Observed;
import app.orqen.auto.pick.Question;
import app.orqen.auto.task.Complexity;
import app.orqen.auto.task.Needs;
import app.orqen.auto.task.Task;
import app.orqen.catalogue.ModelTable;
import app.orqen.catalogue.Tiers;
import app.orqen.policy.WeightedTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which model is picked: needs first, then price, speed, success and tier; and when a conversation leaves its model. */
class DecisionTest {

  private static final String TABLE = """
      provider,model,max_input_tokens,max_output_tokens,input,output,cache_read,tools,vision,pdf,response_schema,deprecated_on,tier
      a,tiny,16000,4000,0.1,0.4,0.01,yes,no,no,yes,,1
      a,mid,128000,8000,1,4,0.1,yes,yes,no,yes,,2
      b,mid,200000,8000,1.2,4,0.12,yes,yes,yes,yes,,2
      b,big,1000000,64000,5,25,0.5,yes,yes,yes,yes,,3
      c,big,400000,64000,4,20,0.4,yes,yes,yes,,,3
      c,old,1000000,64000,0.01,0.01,,yes,yes,yes,yes,2026-01-01,3
      c,free,32000,4000,,,,yes,no,no,no,,1
      """;
  private static final Task SIMPLE = task(Complexity.SIMPLE, 1, 0, false);
  private static final Task HARD = task(Complexity.COMPLEX, 1, 0, false);
  private static final Needs PLAIN = needs(false, false, false, false, 500, 0);

  private final Map<String, Observed> observed = new HashMap<>();
  private Choice choice;

  @BeforeEach
  void load() throws IOException {
    ModelTable table = new ModelTable().add("test", new ByteArrayInputStream(TABLE.getBytes(StandardCharsets.UTF_8)));
    choice = new Choice("acc", Preferences.DEFAULT, table.rows().stream().map(row -> new Candidate(row.provider(), row.model(),
        row.provider() + '/' + row.model(), row, row.prices(), Tiers.of(row.model(), row), true, false)).toList());
  }

  private static Task task(Complexity complexity, int texts, int errors, boolean repeated) {
    return new Task(7, texts, complexity, errors, repeated, false, false, false);
  }

  private static Needs needs(boolean tools, boolean vision, boolean documents, boolean schema, long input, long output) {
    return new Needs(tools, vision, documents, schema, input, output);
  }

  private static Question question(Mode mode, Needs needs, Task task, Held held) {
    return new Question(mode, needs, task.complexity().tier(), 1, null, held == null ? null : held.model(),
        held == null ? 0 : held.cached(0), false, 4096, null, null, null, LocalDate.of(2026, 11, 30), one -> true);
  }

  private Decision decide(Question question, Task task, Held held) {
    return Decision.make(question, choice, task, held, one -> observed.getOrDefault(one.id(), Observed.NOTHING));
  }

  private Decision decide(Mode mode, Needs needs, Task task, Held held) {
    return decide(question(mode, needs, task, held), task, held);
  }

  private static String picked(Decision decision) {
    return decision.picked().candidate().id();
  }

  private Lack lack(Decision decision, String id) {
    return decision.judged().stream().filter(one -> one.candidate().id().equals(id)).findFirst().orElseThrow().lack();
  }

  private void saw(String id, double success, Double ttft) {
    observed.put(id, new Observed(100, success, success, ttft, ttft, null, BigDecimal.ZERO));
  }

  @ParameterizedTest
  @CsvSource({"CHEAP, COMPLEX, a/tiny", "AUTO, SIMPLE, a/tiny", "AUTO, MODERATE, a/mid", "AUTO, COMPLEX, c/big", "CAPABLE, SIMPLE, c/big"})
  void modesPick(Mode mode, Complexity complexity, String expected) {
    assertThat(picked(decide(mode, PLAIN, task(complexity, 1, 0, false), null))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"true, false, false, false, 500, c/free, ", "false, true, false, false, 500, a/mid, VISION",
      "false, false, true, false, 500, b/mid, DOCUMENTS", "false, false, false, true, 500, a/tiny, SCHEMA",
      "false, false, false, false, 300000, c/big, CONTEXT"})
  void needsComeFirst(boolean tools, boolean vision, boolean documents, boolean schema, long input, String fits, Lack ofFree) {
    Decision decision = decide(Mode.CHEAP, needs(tools, vision, documents, schema, input, 0), SIMPLE, null);
    assertThat(lack(decision, fits)).isNull();
    assertThat(lack(decision, "c/free")).isEqualTo(ofFree);
    assertThat(decision.picked().fits()).isTrue();
    assertThat(lack(decision, "c/old")).isEqualTo(Lack.ENDED);
  }

  @Test
  void theAskedAnswerHasToFitBesideTheInput() {
    assertThat(lack(decide(Mode.CHEAP, needs(false, false, false, false, 13_000, 0), SIMPLE, null), "a/tiny")).isNull();
    assertThat(lack(decide(Mode.CHEAP, needs(false, false, false, false, 13_000, 4_000), SIMPLE, null), "a/tiny")).isEqualTo(Lack.CONTEXT);
    // What a model can't give isn't waited for.
    assertThat(lack(decide(Mode.CHEAP, needs(false, false, false, false, 11_000, 64_000), SIMPLE, null), "a/tiny")).isNull();
  }

  @Test
  void whatIsObservedCounts() {
    saw("a/mid", 0.99, 300.0);
    saw("b/mid", 0.99, 200.0);
    saw("a/tiny", 0.99, 2_000.0);
    assertThat(picked(decide(Mode.FAST, needs(false, true, false, false, 500, 0), SIMPLE, null))).isEqualTo("b/mid");
    saw("b/mid", 0.5, 200.0);
    assertThat(picked(decide(Mode.FAST, needs(false, true, false, false, 500, 0), SIMPLE, null))).isEqualTo("a/mid");
    saw("a/tiny", 0.05, 300.0);
    assertThat(picked(decide(Mode.AUTO, PLAIN, SIMPLE, null))).isNotEqualTo("a/tiny");
  }

  @Test
  void moneyBoundsThePick() {
    Question question = question(Mode.CAPABLE, PLAIN, SIMPLE, null);
    Question bounded = new Question(question.mode(), PLAIN, 1, 1, null, null, 0, false, 4096, null, new BigDecimal("0.002"), null,
        question.today(), one -> true);
    Decision decision = decide(bounded, SIMPLE, null);
    assertThat(picked(decision)).isEqualTo("a/mid");
    assertThat(lack(decision, "b/big")).isEqualTo(Lack.MAX_COST);
    assertThat(lack(decision, "c/free")).as("its price isn't known").isEqualTo(Lack.MAX_COST);
    Question budget = new Question(question.mode(), PLAIN, 1, 1, null, null, 0, false, 4096, null, null, new BigDecimal("0.02"),
        question.today(), one -> true);
    assertThat(lack(decide(budget, SIMPLE, null), "b/big")).isEqualTo(Lack.BUDGET);
    Question nothing = new Question(question.mode(), needs(true, true, true, true, 500, 0), 1, 1, null, null, 0, false, 4096, null, null,
        new BigDecimal("0.000001"), question.today(), one -> true);
    assertThat(picked(decide(nothing, SIMPLE, null))).as("is refused with the budget's own error").isEqualTo("b/mid");
  }

  @Test
  void theCachedPartMakesStayingCheap() {
    Needs grown = needs(false, false, true, false, 20_000, 0);
    Held held = new Held("b/big", 3, 20_000, 19_000, 1, 0, 0);
    Judged cached = decide(Mode.CHEAP, grown, SIMPLE, held).picked();
    Judged fresh = decide(Mode.CHEAP, grown, SIMPLE, null).judged().stream().filter(one -> one.candidate().id().equals("b/big"))
        .findFirst().orElseThrow();
    assertThat(cached.usd()).isLessThan(fresh.usd());
    // 1,000 fresh at 5, 19,000 read at 0.5, 2,500 out (of the held tier) at 25, a million.
    assertThat(cached.cost(question(Mode.CHEAP, grown, SIMPLE, held).withTiers(3, 3))).isEqualByComparingTo("0.077");
  }

  @Test
  void aConversationKeepsItsModel() {
    Held held = new Held("b/mid", 2, 500, 500, 1, 0, 0);
    Decision decision = decide(Mode.AUTO, PLAIN, HARD, held);
    assertThat(picked(decision)).isEqualTo("b/mid");
    assertThat(decision.sticky()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"3, false, 2, 500, true", "2, false, 2, 500, false", "0, true, 2, 500, true", "0, true, 1, 500, false",
      "0, false, 2, 9000, true", "0, false, 2, 900, false"})
  void aConversationRisesOnEvidence(int errors, boolean repeated, int texts, long input, boolean rises) {
    Held held = new Held("a/mid", 2, 500, 500, 1, 0, 0);
    Decision decision = decide(Mode.AUTO, needs(true, false, false, false, input, 0), task(Complexity.COMPLEX, texts, errors, repeated), held);
    assertThat(decision.picked().candidate().tier()).isEqualTo(rises ? 3 : 2);
    assertThat(decision.sticky()).isEqualTo(!rises);
  }

  @Test
  void evidenceCountsOnce() {
    Held risen = new Held("c/big", 2, 500, 500, 1, 3, 0);
    assertThat(risen.rise(task(Complexity.SIMPLE, 1, 4, false), 500)).isNull();
    assertThat(risen.rise(task(Complexity.SIMPLE, 1, 6, false), 500)).isNotNull();
    assertThat(risen.next(500, task(Complexity.SIMPLE, 1, 0, false), 1).rise(task(Complexity.SIMPLE, 1, 3, false), 500)).isNotNull();
  }

  @Test
  void aConversationLeavesWhatDoesNotFitAndNeverForALowerTier() {
    Held held = new Held("a/mid", 2, 500, 500, 1, 0, 0);
    Decision decision = decide(Mode.CHEAP, needs(false, false, true, false, 500, 0), SIMPLE, held);
    assertThat(picked(decision)).isEqualTo("b/mid");
    assertThat(decision.reason()).contains("doesn't fit any more").contains("documents");
    Held high = new Held("b/big", 3, 500, 500, 1, 0, 0);
    choice = new Choice("acc", Preferences.DEFAULT, choice.candidates().stream().filter(one -> !one.id().equals("b/big")).toList());
    assertThat(picked(decide(Mode.AUTO, PLAIN, SIMPLE, high))).isEqualTo("c/big");
  }

  @Test
  void othersAreBehindThePick() {
    Decision decision = decide(Mode.CAPABLE, PLAIN, SIMPLE, null);
    List<String> targets = decision.plan("orqen/capable").targets().stream().map(WeightedTarget::name).toList();
    assertThat(targets).hasSizeBetween(3, 5).doesNotHaveDuplicates().first().isEqualTo("c/big");
    assertThat(targets.stream().map(name -> name.substring(0, 1)).distinct().count()).isGreaterThan(1);
    assertThat(decide(Mode.CHEAP, PLAIN, SIMPLE, null).plan("orqen/cheap").contextTargets()).isNotEmpty();
  }

  @Test
  void whatNothingFitsIsSaid() {
    Needs needs = needs(true, true, true, true, 2_000_000, 0);
    Decision decision = decide(Mode.AUTO, needs, SIMPLE, null);
    assertThat(decision.picked()).isNull();
    assertThat(NoFit.error("orqen/auto", decision.judged(), needs).getMessage()).contains("a context window of at least 2000000 tokens")
        .contains("its context window is too short").contains("takes images");
    assertThat(NoFit.error("orqen/auto", List.of(), needs).getMessage()).contains("no provider with a chat model is connected");
  }
}
