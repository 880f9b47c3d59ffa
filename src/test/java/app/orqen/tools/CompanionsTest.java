package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.rank.Ranker;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.Mentions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept for other reasons than its rank. */
class CompanionsTest {

  /** The last tools rank first: here those that are foreign to the agent. */
  private final Ranker lastIsBest =
      (tools, conversation, budget) ->
          Ranking.of(IntStream.range(0, tools.size()).mapToDouble(i -> i).toArray(), Routing.SEMANTIC, false);

  private final ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS, lastIsBest, () -> 0);

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "Use read_file first.|read_file", "Call ToolSearch, then stop.|ToolSearch", "You can `read` it.|read", "Use the Read tool.|Read",
      "Prefer Grep, Glob and Read over shell commands.|Grep", "the tool read does it|read", "(see read_file)|read_file",
      "Read the file.|", "Please read it.|", "ready reads|", "Done. Read on.|", "read_files|"})
  void aNameIsNotAWord(String text, String found) {
    Set<String> names = Set.of("read_file", "ToolSearch", "read", "Read", "Grep");
    assertThat(Mentions.in(text, names).keySet().stream().anyMatch(name -> name.equals(found))).isEqualTo(found != null);
    if (found == null) {
      assertThat(Mentions.in(text, names)).isEmpty();
    }
  }

  @Test
  void anAgentsToolsStayBesideSixtyForeignOnes() {
    List<String> own = List.of("Agent", "Bash", "Edit", "Read", "Write", "ToolSearch");
    String system = "Use Read instead of cat, Edit instead of sed, and `Write` to make files. The Bash tool runs commands; "
        + "launch an Agent for long searches.";

    List<String> forwarded = forwarded(own, system);

    assertThat(forwarded).containsAll(own);
    assertThat(forwarded.size()).isLessThanOrEqualTo(own.size() + 8);
  }

  @Test
  void instructionsThatNameEverythingKeepABoundedNumber() {
    List<String> own = IntStream.range(0, 40).mapToObj(i -> "do_" + i).toList();

    assertThat(forwarded(own, String.join(", ", own))).hasSizeLessThanOrEqualTo(16 + 8);
  }

  @Test
  void aFamilyStaysTogether() {
    List<String> names = new ArrayList<>(IntStream.range(0, 20).mapToObj(i -> "other" + i).toList());
    names.addAll(List.of("list_issues", "update_issue", "delete_branch", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "get_issue"));
    String tools = Requests.tools(names.toArray(String[]::new)).replace("about a7", "After a7, call other3 once.");

    List<String> forwarded = forwarded(tools, "hi");

    assertThat(forwarded).contains("get_issue", "list_issues", "update_issue", "other3").doesNotContain("other4");
  }

  @Test
  void aKeyThatSaysHowManyGetsNoMore() {
    String body = "{'messages':[{'role':'system','content':'Use t1 and t2.'}],'tools':" + Requests.tools(Requests.names(30)) + "}";
    ToolPolicy three = new ToolPolicy(3, null, null, null, false);
    assertThat(pruner.prune(Requests.of(WireShape.OPENAI, body, three, "s")).forwarded()).hasSize(3);
  }

  private List<String> forwarded(List<String> own, String system) {
    List<String> names = new ArrayList<>(own);
    IntStream.range(0, 60).forEach(i -> names.add("foreign" + (char) ('a' + i % 26) + i));
    return forwarded(Requests.tools(names.toArray(String[]::new)), system);
  }

  private List<String> forwarded(String tools, String system) {
    String body = "{'messages':[{'role':'system','content':'" + system + "'},{'role':'user','content':'yes'}],'tools':" + tools + "}";
    return pruner.prune(Requests.of(WireShape.OPENAI, body, ToolPolicy.OPEN, null)).forwarded();
  }
}
