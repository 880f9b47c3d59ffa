package app.orqen.toolhealth;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.ToolIssue;
import app.orqen.tools.ToolIssue.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IssuesTest {

  @Test
  void issuesComeBackFromTheirColumn() {
    List<ToolIssue> issues = List.of(new ToolIssue(Code.SHORT_DESCRIPTION, 0), new ToolIssue(Code.UNDOCUMENTED_PARAMETER, 3));
    assertThat(Issues.text(issues)).isEqualTo("short_description,undocumented_parameter:3");
    assertThat(Issues.read(Issues.text(issues))).isEqualTo(issues);
    assertThat(Issues.read(null)).isEmpty();
    assertThat(Issues.read("a_code_of_a_later_version,vague_verb")).containsExactly(new ToolIssue(Code.VAGUE_VERB, 0));
  }

  @Test
  void scoresAreBounded() {
    assertThat(Issues.score(List.of())).isEqualTo(100);
    assertThat(Issues.score(List.of(new ToolIssue(Code.UNDOCUMENTED_PARAMETER, 100)))).isEqualTo(75);
    assertThat(Issues.score(List.of(new ToolIssue(Code.MISSING_DESCRIPTION, 0), new ToolIssue(Code.RESTATES_NAME, 0),
        new ToolIssue(Code.INTERCHANGEABLE, 0), new ToolIssue(Code.VAGUE_VERB, 0)))).isZero();
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyCodeHasWords(Code code) {
    assertThat(Issues.json(new ToolIssue(code, 2), "get_x", "find_x").values()).allSatisfy(
        text -> assertThat(text.toString()).isNotBlank().doesNotContain("null"));
  }
}
