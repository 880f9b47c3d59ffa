package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.rank.Coverage;
import app.orqen.tools.rank.Prerequisites;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.LexicalDocument;
import app.orqen.tools.read.Stemmer;
import app.orqen.tools.read.ToolText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of tools, coverage and prerequisites: what makes a set out of scores. */
class RankingPartsTest {

  @ParameterizedTest
  @CsvSource({
    "10, 0, true, 5",
    "10, 2.9, true, 5",
    "10, 3.5, true, 6",
    "10, 4.5, true, 7",
    "10, 5.5, true, 8",
    "10, 9, true, 8",
    "0, 0, true, 8",
    "-1, -2, true, 8",
    "10, 0, false, 8",
  })
  void theLessClearTheMoreTools(double best, double sixth, boolean oneTask, int k) {
    double[] scores = {best, sixth, sixth, sixth, sixth, sixth, -5, -5, -5, -5};

    assertThat(ToolCount.adaptive(Ranking.of(scores, Routing.KEYWORD, oneTask))).isEqualTo(k);
  }

  @Test
  void equalScoresStayInTheRequestsOrder() {
    assertThat(Ranking.of(new double[] {1, 2, 1, 2}, Routing.KEYWORD, true).order()).containsExactly(1, 3, 0, 2);
  }

  @Test
  void eachTaskGetsItsToolBeforeVariantsOfTheFirst() {
    double[] whole = {3, 2.9, 2.8, 2.7, 0.5};
    double[][] parts = {{3, 3, 3, 3, -1}, {-1, -1, -1, -1, 3}};

    Ranking ranking = Coverage.rank(whole, parts, Routing.SEMANTIC, true);

    assertThat(ranking.order()).startsWith(0).hasSize(5);
    assertThat(List.of(ranking.order()[1], ranking.order()[2])).containsAnyOf(4);
    assertThat(ranking.oneTask()).isFalse();
  }

  @Test
  void whatATopToolNeedsIsRaised() {
    ToolText details = new ToolText("movie_details", "", List.of(new ToolText.Parameter("movie_id", "", true)), "", "", "");
    ToolText search = new ToolText("search_movies", "", List.of(), "", "", "");
    ToolText other = new ToolText("search_hotels", "", List.of(), "", "", "");
    List<LexicalDocument> tools = List.of(new LexicalDocument(details), new LexicalDocument(search), new LexicalDocument(other));
    double[] scores = {3, 0, 0};

    Prerequisites.add(tools, Map.of("length".hashCode(), 1.0), scores);

    assertThat(scores[1]).isGreaterThan(scores[2]);
  }

  @Test
  void whatTheUserHasSaidIsNotANeed() {
    ToolText details = new ToolText("details", "", List.of(new ToolText.Parameter("city", "", true)), "", "", "");
    ToolText find = new ToolText("find_city", "", List.of(), "", "", "");
    double[] scores = {3, 0};

    Prerequisites.add(
        List.of(new LexicalDocument(details), new LexicalDocument(find)),
        Map.of(Stemmer.stem("city").hashCode(), 1.0),
        scores);

    assertThat(scores[1]).isZero();
  }
}
