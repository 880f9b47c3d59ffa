package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.rank.Ranker;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ContentHash;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StickyPruningTest {

  private final AtomicLong clock = new AtomicLong();

  /** Ranks the tools first whose names stand in the last user text. */
  private final Ranker asTold =
      (tools, conversation, budget) -> {
        String text = conversation.turns().get(conversation.lastUserTurn()).text();
        return Ranking.of(
            tools.stream().mapToDouble(e -> text.contains(e.tool().name()) ? 1 : 0).toArray(), Routing.SEMANTIC, false);
      };

  private final ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS, asTold, clock::get);

  @Test
  void aConversationsSetOnlyGrowsAndKeepsItsOrder() {
    assertThat(forwarded("s", 2, "e c")).containsExactly("c", "e");
    assertThat(forwarded("s", 2, "a d")).containsExactly("c", "e", "a", "d");
    assertThat(forwarded("s", 2, "c d")).containsExactly("c", "e", "a", "d");
  }

  @Test
  void sessionsAndKeysShareNothing() {
    forwarded("s", 2, "e c");

    assertThat(forwarded("other", 2, "a d")).containsExactly("a", "d");
    PruneRequest same = request("s", 2, "a d", "a", "b", "c", "d", "e");
    PruneRequest foreign =
        new PruneRequest(
            same.body(), same.shape(), same.tools(), same.messages(), null, null, same.policy(), "key-2", "s", false);
    assertThat(pruner.prune(foreign).forwarded()).containsExactly("a", "d");
  }

  @Test
  void withoutASessionTheFirstMessagesTellConversationsApart() {
    String first = "{'role':'system','content':'be kind'},{'role':'user','content':'e c'}";
    String marked = "{'role':'system','content':'be kind'},{'role':'user','content':[{'type':'text','text':'e c','cache_control':{'type':'ephemeral'}}]}";
    String next = ",{'role':'assistant','content':'fine'},{'role':'user','content':'a d'}";

    assertThat(forwardedOf(first)).containsExactly("c", "e");
    assertThat(forwardedOf(first + next)).containsExactly("c", "e", "a", "d");
    assertThat(forwardedOf(marked + next)).containsExactly("c", "e", "a", "d");
    assertThat(forwardedOf("{'role':'user','content':'b'}" + next)).containsExactly("a", "d");
  }

  @Test
  void aTrialShowsWhatWouldBeForwardedAndLeavesNoTrace() {
    forwarded("s", 2, "e c");
    PruneRequest a = request("s", 2, "a d", "a", "b", "c", "d", "e");
    PruneRequest trial = new PruneRequest(
        a.body(), a.shape(), a.tools(), a.messages(), null, null, a.policy(), a.keyId(), a.sessionId(), true);

    assertThat(pruner.prune(trial).forwarded()).containsExactly("c", "e", "a", "d");
    assertThat(forwarded("s", 2, "b d")).containsExactly("c", "e", "b", "d");
  }

  @Test
  void toolsThatWereFewOnceStay() {
    assertThat(pruner.prune(request("s", 2, "x", "d", "e")).forwarded()).containsExactly("d", "e");
    assertThat(forwarded("s", 2, "a b")).containsExactly("d", "e", "a", "b");
  }

  @Test
  void toolsThatTheClientNoLongerOffersAreNotMadeUp() {
    forwarded("s", 2, "e c");

    assertThat(pruner.prune(request("s", 2, "a b", "a", "b", "d", "e")).forwarded()).containsExactly("e", "a", "b");
  }

  @Test
  void boundaryBindsToolsThatPassedBefore() {
    forwarded("s", 2, "e c");
    ToolPolicy policy = new ToolPolicy(2, null, List.of("c"), null, false);

    PruneResult result = pruner.prune(Requests.openAi(policy, "s", "a b", "a", "b", "c", "d", "e"));

    assertThat(result.forwarded()).containsExactly("e", "a", "b");
  }

  @Test
  void idleConversationsAreForgotten() {
    forwarded("s", 2, "e c");
    clock.addAndGet(Duration.ofHours(25).toNanos());

    assertThat(forwarded("s", 2, "a d")).containsExactly("a", "d");
  }

  @Test
  void memoryIsBounded() {
    StickySets sets = new StickySets(100, () -> 0);
    List<String> ten = IntStream.range(0, 10).mapToObj(i -> "t" + i).toList();
    List<ContentHash> ids =
        IntStream.range(0, 1_000).mapToObj(i -> StickySets.conversation("k", "s" + i, null)).toList();

    ids.forEach(id -> sets.grow(id, ten));

    assertThat(ids.stream().filter(id -> !sets.get(id).isEmpty()).count()).isLessThanOrEqualTo(10);
    ContentHash big = StickySets.conversation("k", "big", null);
    List<String> many = IntStream.range(0, 5_000).mapToObj(i -> "t" + i).toList();
    assertThat(new StickySets(1_000_000, () -> 0).grow(big, many)).hasSize(2_048);
  }

  private List<String> forwarded(String session, int k, String text) {
    return pruner.prune(request(session, k, text, "a", "b", "c", "d", "e")).forwarded();
  }

  private List<String> forwardedOf(String messages) {
    String body = "{'messages':[" + messages + "],'tools':" + Requests.tools("a", "b", "c", "d", "e") + "}";
    ToolPolicy policy = new ToolPolicy(2, null, null, null, false);
    return pruner.prune(Requests.of(WireShape.OPENAI, body, policy, null)).forwarded();
  }

  private static PruneRequest request(String session, int k, String text, String... tools) {
    return Requests.openAi(new ToolPolicy(k, null, null, null, false), session, text, tools);
  }
}
