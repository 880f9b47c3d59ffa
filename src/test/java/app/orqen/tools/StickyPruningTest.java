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

  /** Ranks the tools first whose names are in the last user text. */
  private final Ranker asTold =
      (tools, conversation, budget) -> {
        String text = conversation.turns().get(conversation.lastUserTurn()).text();
        return Ranking.of(
            tools.stream().mapToDouble(e -> text.contains(e.tool().name()) ? 1 : 0).toArray(), Routing.SEMANTIC, false);
      };

  private final ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS, asTold, clock::get);

  @Test
  void aConversationsFirstRequestDecides() {
    assertThat(forwarded("s", 2, "e c")).containsExactly("c", "e");
    PruneResult later = pruner.prune(request("s", 2, "a d", "a", "b", "c", "d", "e"));
    assertThat(later.forwarded()).containsExactly("c", "e");
    assertThat(later.dropped()).containsExactly("a", "b", "d");
    assertThat(later.routing()).isEqualTo(Routing.SEMANTIC);
  }

  @Test
  void aCalledToolJoinsAtTheEnd() {
    String called = "{'role':'user','content':'e c'},{'role':'assistant','tool_calls':[{'id':'1','type':'function','function':{'name':'a','arguments':'{}'}}]}";

    assertThat(forwardedOf("{'role':'user','content':'e c'}")).containsExactly("c", "e");
    assertThat(forwardedOf(called)).containsExactly("c", "e", "a");
    assertThat(forwardedOf(called + ",{'role':'user','content':'b d'}")).containsExactly("c", "e", "a");
  }

  @Test
  void onlyToolsThatAreNewToTheConversationAreDecidedAbout() {
    forwarded("s", 2, "e c");

    List<String> later = pruner.prune(request("s", 2, "b f", "a", "b", "c", "d", "e", "f", "g")).forwarded();

    assertThat(later).containsExactly("c", "e", "f");
  }

  @Test
  void aFixedOpeningDoesNotJoinConversations() {
    String opening = "{'role':'user','content':'Hello'},{'role':'assistant','content':'What can I do?'},";

    assertThat(forwardedOf(opening + "{'role':'user','content':'e c'}")).containsExactly("c", "e");
    assertThat(forwardedOf(opening + "{'role':'user','content':'a d'}")).containsExactly("a", "d");
  }

  @Test
  void theCacheIsNotGivenUpForLess() {
    String marked = "{'role':'user','content':[{'type':'text','text':'e c','cache_control':{'type':'ephemeral'}}]}";
    String answer = ",{'role':'assistant','content':'" + "word ".repeat(2_000) + "'},{'role':'user','content':'a d'}";

    assertThat(forwardedOf(marked + answer)).as("a long conversation is cached").hasSize(5);
    assertThat(forwardedOf(marked.replace("e c", "c e"))).as("nothing is cached of a new one").containsExactly("c", "e");
    String unmarked = "{'role':'user','content':'x y'}" + answer;
    assertThat(forwardedOf(unmarked)).as("the client does not use the cache").containsExactly("a", "d");
  }

  @Test
  void aPromptCacheKeyCountsAsAMark() {
    String answer = "{'role':'user','content':'e c'},{'role':'assistant','content':'" + "word ".repeat(2_000) + "'}";
    PruneRequest a = request(answer);
    PruneRequest keyed = new PruneRequest(
        a.body(), a.form(), a.tools(), a.messages(), null, null, a.policy(), a.keyId(), "account-1", null, true, false, false);

    assertThat(pruner.prune(keyed).dropped()).isEmpty();
    assertThat(pruner.prune(request(answer.replace("e c", "e  c"))).dropped()).hasSize(3);
  }

  @Test
  void aWarmPromptIsWorthMoreThanAColdOne() {
    assertThat(CacheTrade.pays(800, 1_000, 0)).isTrue();
    assertThat(CacheTrade.pays(300, 1_000, 0)).isFalse();
    assertThat(CacheTrade.pays(300, 1_000, 100)).isTrue();
    CacheTrade trade = new CacheTrade(clock::get);
    ContentHash prompt = ContentHash.of("prompt");
    assertThat(trade.seenLately(prompt)).isFalse();
    assertThat(trade.seenLately(prompt)).isTrue();
    clock.addAndGet(Duration.ofMinutes(6).toNanos());
    assertThat(trade.seenLately(prompt)).isFalse();
  }

  @Test
  void sessionsAndKeysShareNothing() {
    forwarded("s", 2, "e c");

    assertThat(forwarded("other", 2, "a d")).containsExactly("a", "d");
    PruneRequest same = request("s", 2, "a d", "a", "b", "c", "d", "e");
    PruneRequest foreign =
        new PruneRequest(
            same.body(), same.form(), same.tools(), same.messages(), null, null, same.policy(), "key-2", "account-1", "s", false, false, false);
    assertThat(pruner.prune(foreign).forwarded()).containsExactly("a", "d");
  }

  @Test
  void withoutASessionTheFirstMessagesTellConversationsApart() {
    String first = "{'role':'system','content':'be kind'},{'role':'user','content':'e c'}";
    String marked = "{'role':'system','content':'be kind'},{'role':'user','content':[{'type':'text','text':'e c','cache_control':{'type':'ephemeral'}}]}";
    String next = ",{'role':'assistant','content':'fine'},{'role':'user','content':'a d'}";

    assertThat(forwardedOf(first)).containsExactly("c", "e");
    assertThat(forwardedOf(first + next)).containsExactly("c", "e");
    assertThat(forwardedOf(marked + next)).containsExactly("c", "e");
    assertThat(forwardedOf("{'role':'user','content':'b'}" + next)).containsExactly("a", "d");
  }

  @Test
  void aTrialShowsWhatWouldBeForwardedAndLeavesNoTrace() {
    forwarded("s", 2, "e c");
    PruneRequest a = request("s", 2, "a d", "a", "b", "c", "d", "e");
    PruneRequest trial = new PruneRequest(
        a.body(), a.form(), a.tools(), a.messages(), null, null, a.policy(), a.keyId(), "account-1", a.sessionId(), false, false, true);

    assertThat(pruner.prune(trial).forwarded()).containsExactly("c", "e");
    PruneRequest other = new PruneRequest(
        a.body(), a.form(), a.tools(), a.messages(), null, null, a.policy(), a.keyId(), "account-1", "new", false, false, true);
    assertThat(pruner.prune(other).forwarded()).containsExactly("a", "d");
    assertThat(forwarded("new", 2, "b d")).containsExactly("b", "d");
  }

  @Test
  void aMissedToolRanksHigherForTheAccount() {
    String[] names = Requests.names(12);
    ToolPruner inOrder = PrunerFactory.build(PrunerSettings.DEFAULTS, (tools, conversation, budget) ->
        Ranking.of(IntStream.range(0, tools.size()).mapToDouble(i -> -i).toArray(), Routing.SEMANTIC, false), clock::get);
    PruneResult first = inOrder.prune(request("1", 2, "x", names));
    assertThat(first.forwarded()).containsExactly("t0", "t1");

    first.wanted().accept(List.of("t3"));
    first.wanted().accept(List.of("t3"));
    PruneRequest a = request("1", 2, "x", names);
    inOrder.prune(new PruneRequest(a.body(), a.form(), a.tools(), a.messages(), null, null, a.policy(), "key-2", "account-2", "1", false, false,
        false)).wanted().accept(List.of("t5"));

    assertThat(inOrder.prune(request("2", 2, "x", names)).forwarded()).containsExactly("t0", "t3");
    clock.addAndGet(Duration.ofDays(8).toNanos());
    assertThat(inOrder.prune(request("3", 2, "x", names)).forwarded()).containsExactly("t0", "t1");
  }

  @Test
  void whatWasMissedWidensTheRestOfTheConversation() {
    ContentHash id = ContentHash.of("id");
    StickySets sets = new StickySets(100, () -> 0);
    sets.grow(List.of(id), List.of("a"), List.of("b", "c"), Routing.SEMANTIC);
    assertThat(sets.grow(List.of(id), List.of("b"), List.of(), Routing.SEMANTIC).asked()).isEqualTo(1);
    assertThat(sets.grow(List.of(id), List.of("b", "new"), List.of(), Routing.SEMANTIC).asked()).isEqualTo(1);
  }

  @Test
  void toolsThatWereFewOnceStay() {
    assertThat(pruner.prune(request("s", 2, "x", "d", "e")).forwarded()).containsExactly("d", "e");
    assertThat(forwarded("s", 2, "a b")).containsExactly("d", "e", "a", "b");
  }

  @Test
  void toolsThatTheClientNoLongerOffersAreNotMadeUp() {
    forwarded("s", 2, "e c");

    assertThat(pruner.prune(request("s", 2, "a b", "a", "b", "d", "e")).forwarded()).containsExactly("e");
  }

  @Test
  void boundaryBindsToolsThatPassedBefore() {
    forwarded("s", 2, "e c");
    ToolPolicy policy = new ToolPolicy(2, null, List.of("c"), null, false);

    PruneResult result = pruner.prune(Requests.openAi(policy, "s", "a b", "a", "b", "c", "d", "e"));

    assertThat(result.forwarded()).containsExactly("e");
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
    List<List<ContentHash>> ids =
        IntStream.range(0, 1_000).mapToObj(i -> StickySets.identities("k", "s" + i, null)).toList();

    ids.forEach(id -> sets.grow(id, ten, List.of(), Routing.NONE));

    assertThat(ids.stream().filter(id -> !sets.find(id).isNone()).count()).isLessThanOrEqualTo(10);
    List<ContentHash> big = StickySets.identities("k", "big", null);
    List<String> many = IntStream.range(0, 5_000).mapToObj(i -> "t" + i).toList();
    assertThat(new StickySets(1_000_000, () -> 0).grow(big, many, many, Routing.NONE).names()).hasSize(2_048);
  }

  private List<String> forwarded(String session, int k, String text) {
    return pruner.prune(request(session, k, text, "a", "b", "c", "d", "e")).forwarded();
  }

  private List<String> forwardedOf(String messages) {
    return pruner.prune(request(messages)).forwarded();
  }

  private static PruneRequest request(String messages) {
    String body = "{'messages':[" + messages + "],'tools':" + Requests.tools("a", "b", "c", "d", "e") + "}";
    return Requests.of(WireShape.OPENAI, body, new ToolPolicy(2, null, null, null, false), null);
  }

  private static PruneRequest request(String session, int k, String text, String... tools) {
    return Requests.openAi(new ToolPolicy(k, null, null, null, false), session, text, tools);
  }
}
