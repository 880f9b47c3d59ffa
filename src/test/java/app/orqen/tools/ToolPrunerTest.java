package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.tools.PruneFailure.Reason;
import app.orqen.tools.PruneResult.Change;
import app.orqen.tools.rank.Ranker;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolPrunerTest {

  /** The request's own order is the ranking, so that it is known what rank without the rules would keep. */
  private final Ranker firstIsBest =
      (tools, conversation, budget) ->
          Ranking.of(IntStream.range(0, tools.size()).mapToDouble(i -> -i).toArray(), Routing.SEMANTIC, false);

  private final ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS, firstIsBest, () -> 0);

  @ParameterizedTest
  @CsvSource({"20, , 8", "17, , 8", "16, , 16", "9, , 9", "8, , 8", "3, , 3", "20, 1, 1", "20, 12, 12", "128, 128, 128", "129, 128, 128", "5, 5, 5"})
  void forwardsAsManyAsTheTarget(int tools, Integer kTarget, int out) {
    PruneResult result = pruner.prune(Requests.openAi(target(kTarget), "s", "hi", Requests.names(tools)));

    assertThat(result.toolsIn()).isEqualTo(tools);
    assertThat(result.toolsOut()).isEqualTo(out);
    assertThat(result.forwarded()).isEqualTo(List.of(Requests.names(tools)).subList(0, out));
    assertThat(result.dropped()).isEqualTo(List.of(Requests.names(tools)).subList(out, tools));
    assertThat(result.change()).isEqualTo(out == tools ? Change.UNCHANGED : Change.REPLACED);
    assertThat(result.routing()).isEqualTo(out == tools ? Routing.NONE : Routing.SEMANTIC);
  }

  @Test
  void saysWhatWasSaved() {
    PruneResult result = pruner.prune(Requests.openAi(target(5), "s", "hi", Requests.names(20)));

    assertThat(result.pruneRatio()).isEqualTo(0.75);
    assertThat(result.pruneRatioHeader()).isEqualTo("0.75");
    assertThat(result.routing().wireName()).isEqualTo("semantic");
    long bytes = IntStream.range(5, 20).map(i -> Requests.tool("t" + i).length()).sum();
    assertThat(result.tokensSaved()).isEqualTo(bytes / 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'tool_choice':{'type':'function','function':{'name':'t19'}}",
        "'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'t19'}}]}}",
        "'messages':[{'role':'assistant','tool_calls':[{'id':'1','type':'function','function':{'name':'t19','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':'x'}]",
        "'messages':[{'role':'assistant','function_call':{'name':'t19','arguments':'{}'}}]",
        "'messages':[{'role':'function','name':'t19','content':'x'}]",
        "'messages':[{'content':[{'type':'tool_use','id':'1','name':'t19','input':{}}],'role':'assistant'}]",
        "'messages':[{'role':'user','content':[{'type':'tool_result','content':[{'type':'tool_reference','tool_name':'t19'}]}]}]",
        "'messages':[{'role':'assistant','content':[{'toolUse':{'toolUseId':'1','name':'t19','input':{}}}]}]",
      })
  void neverDropsAToolThatTheRequestUses(String members) {
    String body = "{" + members + ",'tools':" + Requests.tools(Requests.names(20)) + "}";

    PruneResult result = pruner.prune(Requests.of(WireShape.OPENAI, body, target(2), "s"));

    assertThat(result.forwarded()).containsExactly("t0", "t1", "t19");
  }

  @Test
  void keepListHoldsToolsBack() {
    ToolPolicy policy = new ToolPolicy(2, null, null, List.of("t7", "t1*"), false);

    PruneResult result = pruner.prune(Requests.openAi(policy, "s", "hi", Requests.names(12)));

    assertThat(result.forwarded()).containsExactly("t0", "t1", "t7", "t10", "t11");
  }

  @Test
  void boundaryComesBeforeEverythingElse() {
    ToolPolicy policy = new ToolPolicy(null, List.of("t*"), List.of("t1*"), List.of("t12"), false);
    String body =
        "{'tool_choice':{'type':'function','function':{'name':'t10'}},"
            + "'messages':[{'role':'assistant','tool_calls':[{'function':{'name':'t11'}}]}],"
            + "'tools':" + Requests.tools("t0", "t1", "t10", "t11", "t12", "x", "t2") + "}";

    PruneResult result = pruner.prune(Requests.of(WireShape.OPENAI, body, policy, "s"));

    assertThat(result.forwarded()).containsExactly("t0", "t2");
    assertThat(result.denied()).containsExactly("t1", "t10", "t11", "t12", "x");
    assertThat(result.dropped()).isEmpty();
    assertThat(result.choiceDenied()).isEqualTo("t10");
    assertThat(result.change()).isEqualTo(Change.REPLACED);
  }

  @Test
  void boundaryMayLeaveNothing() {
    ToolPolicy policy = new ToolPolicy(null, List.of(), null, null, false);

    PruneResult result = pruner.prune(Requests.openAi(policy, "s", "hi", "a", "b"));

    assertThat(result.change()).isEqualTo(Change.REMOVED);
    assertThat(result.toolsOut()).isZero();
    assertThat(result.replacement()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'function','function':{'name':'ok','name':'bad'}}",
        "{'type':'function','name':'ok','function':{'name':'bad'}}",
        "{'type':'function','function':{'name':'ok'},'function':{'name':'bad'}}",
        "{'name':'bad','name':'ok'}",
        "{'type':'bad'}",
        "{'description':'no name'}",
        "'bad'",
      })
  void boundaryIsNotFooledByTwoNames(String tool) {
    ToolPolicy policy = new ToolPolicy(null, List.of("ok"), List.of("bad"), null, false);

    PruneResult result =
        pruner.prune(Requests.of(WireShape.OPENAI, "{'tools':[" + tool + "," + Requests.tool("ok") + "]}", policy, "s"));

    assertThat(result.forwarded()).containsExactly("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'tools':{}}", "{'tools':'x'}", "{'tools':1}"})
  void unreadableToolsPassUnlessThereIsABoundary(String body) {
    assertThat(pruner.prune(Requests.of(WireShape.OPENAI, body, ToolPolicy.OPEN, "s")).change()).isEqualTo(Change.UNCHANGED);

    PruneRequest bounded =
        Requests.of(WireShape.OPENAI, body, new ToolPolicy(null, null, List.of("x"), null, false), "s");
    assertThatThrownBy(() -> pruner.prune(bounded)).isInstanceOf(InvalidToolsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'tools':null}", "{'tools':[]}"})
  void aRequestWithoutToolsPasses(String body) {
    ToolPolicy policy = new ToolPolicy(1, List.of(), List.of("x"), null, false);

    PruneResult result = pruner.prune(Requests.of(WireShape.OPENAI, body, policy, "s"));

    assertThat(result.change()).isEqualTo(Change.UNCHANGED);
    assertThat(result.toolsIn()).isZero();
    assertThat(result.pruneRatio()).isZero();
  }

  @ParameterizedTest
  @EnumSource(WireShape.class)
  void cacheMarksSwitchPruningOffButNotTheBoundary(WireShape shape) {
    String mark =
        switch (shape) {
          case OPENAI -> "{'type':'function','function':{'name':'m'},'cache_control':{'type':'ephemeral'}}";
          case ANTHROPIC -> "{'name':'m','input_schema':{},'cache_control':{'type':'ephemeral'}}";
          case CONVERSE -> "{'cachePoint':{'type':'default'}}";
        };
    String tools = Requests.tools(Requests.names(20)).replace("]", "," + mark + "]");
    String body = shape == WireShape.CONVERSE ? "{'toolConfig':{'tools':" + tools + "}}" : "{'tools':" + tools + "}";

    assertThat(pruner.prune(Requests.of(shape, body, target(2), "s")).change()).isEqualTo(Change.UNCHANGED);

    ToolPolicy denying = new ToolPolicy(2, null, List.of("t3"), null, false);
    PruneResult result = pruner.prune(Requests.of(shape, body, denying, "s"));
    assertThat(result.denied()).containsExactly("t3");
    assertThat(result.dropped()).isEmpty();
    assertThat(result.toolsOut()).isEqualTo(result.toolsIn() - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'web_search_20250305','name':'fixed'}",
        "{'type':'custom','custom':{'name':'fixed','format':{'type':'text'}}}",
        "{'systemTool':{'name':'fixed'}}",
        "{'type':'fixed'}",
        "{'name':'fixed','input_schema':{},'defer_loading':true}",
      })
  void onlyFunctionsArePruned(String tool) {
    String tools = Requests.tools(Requests.names(20)).replace("]", "," + tool + "]");

    PruneResult result = pruner.prune(Requests.of(WireShape.ANTHROPIC, "{'tools':" + tools + "}", target(2), "s"));

    assertThat(result.forwarded()).hasSize(3).startsWith("t0", "t1");
  }

  @Test
  void anthropicCustomToolsAreFunctions() {
    String tools = Requests.tools(Requests.names(20)).replace("]", ",{'type':'custom','name':'c','input_schema':{}}]");

    PruneResult result = pruner.prune(Requests.of(WireShape.ANTHROPIC, "{'tools':" + tools + "}", target(2), "s"));

    assertThat(result.forwarded()).containsExactly("t0", "t1");
  }

  @Test
  void conversePrunesInsideToolConfig() {
    String specs = Requests.tools(Requests.names(20)).replace("'type':'function','function'", "'toolSpec'");
    String body = "{'toolConfig':{'toolChoice':{'tool':{'name':'t9'}}, 'tools':" + specs + "},'messages':[]}";
    PruneRequest request = Requests.of(WireShape.CONVERSE, body, target(2), "s");

    PruneResult result = pruner.prune(request);

    assertThat(result.forwarded()).containsExactly("t0", "t1", "t9");
    assertThat(Requests.toolsIn(WireShape.CONVERSE, Requests.spliced(request, result)))
        .extracting(tool -> tool.at("/toolSpec/name").asText())
        .containsExactly("t0", "t1", "t9");
  }

  @Test
  void examplesNeverLeaveTheHouse() {
    String tool = "{'type':'function','function':{'x-orqen-examples':['a, \\\\ b'],'name':'a' , 'x-orqen-examples' : {'n':1}}}";
    PruneRequest request = Requests.of(WireShape.OPENAI, "{'tools':[" + tool + "]}", ToolPolicy.OPEN, "s");

    PruneResult result = pruner.prune(request);

    assertThat(new String(result.replacement(), StandardCharsets.UTF_8))
        .isEqualTo("[{'type':'function','function':{'name':'a'}}]".replace('\'', '"'));
    assertThat(result.routing()).isEqualTo(Routing.NONE);
  }

  @Test
  void shadowForwardsAllAndTellsWhatItWouldHaveDropped() {
    ToolPolicy policy = new ToolPolicy(2, null, List.of("t3"), null, true);

    PruneResult result = pruner.prune(Requests.openAi(policy, "s", "hi", Requests.names(5)));

    assertThat(result.forwarded()).containsExactly("t0", "t1", "t2", "t4");
    assertThat(result.dropped()).isEmpty();
    assertThat(result.wouldDrop()).containsExactly("t2", "t4");
    assertThat(result.denied()).containsExactly("t3");
    assertThat(result.tokensSaved()).isZero();
    assertThat(result.routing()).isEqualTo(Routing.SEMANTIC);
  }

  @Test
  void anyErrorLetsEverythingPass() {
    Ranker broken = (tools, conversation, budget) -> { throw new IllegalStateException("no"); };
    assertOpen(PrunerFactory.build(PrunerSettings.DEFAULTS, broken, () -> 0), Reason.RANKING, "IllegalStateException");

    Ranker unlinked = (tools, conversation, budget) -> { throw new UnsatisfiedLinkError("no"); };
    assertOpen(PrunerFactory.build(PrunerSettings.DEFAULTS, unlinked, () -> 0), Reason.RANKING, "UnsatisfiedLinkError");
  }

  @Test
  void overTheTimeBudgetEverythingPasses() {
    AtomicLong clock = new AtomicLong();
    Ranker slow =
        (tools, conversation, budget) -> {
          clock.addAndGet(PrunerSettings.DEFAULTS.timeBudget().plusMillis(1).toNanos());
          return firstIsBest.rank(tools, conversation, budget);
        };
    assertOpen(PrunerFactory.build(PrunerSettings.DEFAULTS, slow, clock::get), Reason.TIME_BUDGET, "Exceeded");
  }

  /** The search for what the model asks for ranks too. */
  @Test
  void aSearchThatFailsFindsAllToolsAndIsToldOf() {
    AtomicReference<RuntimeException> fault = new AtomicReference<>();
    AtomicLong clock = new AtomicLong();
    Ranker ranker = (tools, conversation, budget) -> {
      if (fault.get() != null) {
        throw fault.get();
      }
      if (conversation.turns().get(0).text().equals("slow")) {
        clock.addAndGet(PrunerSettings.DEFAULTS.timeBudget().plusMillis(1).toNanos());
        budget.check();
      }
      return firstIsBest.rank(tools, conversation, budget);
    };
    ToolPruner own = PrunerFactory.build(PrunerSettings.DEFAULTS, ranker, clock::get);
    List<PruneFailure> told = new ArrayList<>();
    for (String query : List.of("slow", "broken")) {
      PruneRequest a = Requests.openAi(new ToolPolicy(2, null, null, null, false), query, "hi", Requests.names(12));
      PruneResult result = own.prune(new PruneRequest(a.body(), a.form(), a.tools(), a.messages(), null, null, a.policy(), a.keyId(),
          a.accountId(), query, false, true, false));
      result.recovery().onFailure(told::add);
      fault.set(query.equals("broken") ? new IllegalStateException("no") : null);

      result.recovery().find("{\"query\":\"" + query + "\"}");
      assertThat(result.recovery().hasMore()).isFalse();
    }
    assertThat(told).containsExactly(
        new PruneFailure(Reason.TIME_BUDGET, "Exceeded"), new PruneFailure(Reason.RANKING, "IllegalStateException"));
  }

  private static void assertOpen(ToolPruner open, Reason reason, String detail) {
    ToolPolicy policy = new ToolPolicy(2, null, List.of("t3"), null, false);

    PruneResult result = open.prune(Requests.openAi(policy, "s", "hi", Requests.names(12)));

    assertThat(result.toolsOut()).isEqualTo(11);
    assertThat(result.denied()).containsExactly("t3");
    assertThat(result.routing()).isEqualTo(Routing.NONE);
    assertThat(result.failure()).isEqualTo(new PruneFailure(reason, detail));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'messages':'x'", "{'messages':[1,'x',null]", "{'messages':[{'role':1,'content':{'a':[]}}]", "{'a':1"})
  void oddMessagesDoNotMatter(String start) {
    String body = start + ",'tools':" + Requests.tools(Requests.names(12)) + "}";

    assertThat(pruner.prune(Requests.of(WireShape.OPENAI, body, target(3), "s")).forwarded()).hasSize(3);
  }

  private static ToolPolicy target(Integer k) {
    return new ToolPolicy(k, null, null, null, false);
  }
}
