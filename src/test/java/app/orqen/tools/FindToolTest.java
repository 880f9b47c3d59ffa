package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.wire.ToolForm.Definition;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The function by which a model asks for tools that were left out. */
class FindToolTest {

  private static String description(List<String> leftOut) throws IOException {
    return Requests.MAPPER.readTree(FindTool.definition(Definition.INPUT_SCHEMA, "find_tools", leftOut)).path("description").asText();
  }

  @Test
  void aFewNamesAreAllTold() throws IOException {
    assertThat(description(List.of("read", "mcp__github__list_issues"))).contains("read, mcp__github__list_issues.");
  }

  @Test
  void manyNamesAreToldByTheirServers() throws IOException {
    List<String> names = new ArrayList<>(List.of("read"));
    IntStream.range(0, 80).forEach(i -> names.add("mcp__github__action" + i));
    IntStream.range(0, 40).forEach(i -> names.add("notion_action" + i));
    assertThat(description(names)).contains("read, mcp__github__* (80 tools), notion_* (40 tools).").doesNotContain("action7");
  }

  @Test
  void theListIsBoundedHoweverManyServersThereAre() throws IOException {
    List<String> names = IntStream.range(0, 5_000).mapToObj(i -> "server-with-a-long-name" + i + "_run").toList();
    assertThat(description(names)).hasSizeLessThan(3_000);
    List<String> single = IntStream.range(0, 5_000).mapToObj(i -> "toolwithoutanyserver" + i).toList();
    assertThat(description(single)).hasSizeLessThan(3_000).contains(" more groups.");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"read|find_tools", "find_tools|orqen_find_tools", "find_tools_of_mine|orqen_find_tools",
      "find_tools,orqen_find_tools|orqen_find_tools_3"})
  void itsNameIsFreeAndNoOtherNameBeginsWithIt(String taken, String name) {
    assertThat(FindTool.freeName(List.of(taken.split(",")))).isEqualTo(name);
  }

  @ParameterizedTest
  @EnumSource
  void everyFormTakesAQueryOrNames(Definition form) throws IOException {
    JsonNode tool = Requests.MAPPER.readTree(FindTool.definition(form, "find_tools", List.of("read")));
    assertThat(tool.findValuesAsText("name")).contains("find_tools");
    JsonNode properties = tool.findValue("properties");
    assertThat(properties.at("/query/type").asText()).isEqualTo("string");
    assertThat(properties.at("/names/items/type").asText()).isEqualTo("string");
    assertThat(tool.findValue("required")).as("either of them will do").isNull();
  }
}
