package app.orqen.tools.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of a tool, each of which a key's lists must permit. */
class ToolParserTest {

  private static ToolDefinition tool(String json) throws IOException {
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return ToolParser.parse(body, new ByteSpan(0, body.length));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
      {'type':'web_search','tools':[{'name':'x'}]}                                              | web_search
      {'type':'mcp','server_label':'s','tools':[{'name':'x'}]}                                  | -
      {'name':'f','tools':[{'name':'x'}]}                                                       | f
      {'tools':[{'type':'function','name':'x'}],'type':'namespace','name':'n'}                  | n__x
      {'type':'namespace','name':'n','tools':[{'type':'function','name':'x'},{'name':'y'}]}     | n__x n__y
      {'type':'namespace','name':'n','tools':[{'type':'function','name':'x','name':'y'}]}       | n__x n__y
      {'type':'namespace','name':'n','name':'m','tools':[{'type':'function','name':'x'}]}       | n__x m__x
      {'type':'namespace','name':'n','tools':[{'type':'web_search'}]}                           | web_search
      {'type':'namespace','name':'n','tools':[{'type':'web_search','name':'x'}]}                | n__x web_search
      {'type':'namespace','name':'n','tools':[{'type':'mcp','server_label':'s'}]}               | -
      {'type':'namespace','name':'n','tools':[{'name':'x'},7]}                                  | -
      {'type':'namespace','name':'n','tools':[{'type':'namespace','name':'m','tools':[{'name':'x'}]}]} | m__x
      {'type':'namespace','name':'n','tools':[{'type':'function','function':{'name':'x'}}]}     | n__x
      {'type':'namespace','name':'n','tools':[]}                                                | n
      {'type':'web_search','name':'harmless'}                                                   | harmless web_search
      {'type':'web_search','type':'function','name':'harmless'}                                 | harmless web_search
      {'type':'function','type':'mcp','name':'harmless'}                                        | -
      {'type':'web_search_20250305','name':'web_search'}                                        | web_search
      {'type':'bash_20250124','name':'bash'}                                                    | bash
      {'type':'computer_use_preview'}                                                           | computer_use_preview
      {'type':'function','function':{'name':'f','type':'web_search'}}                           | f
      {'type':'custom','name':'f'}                                                              | f
      """)
  void everyNameCounts(String json, String names) throws IOException {
    assertThat(tool(json).names()).isEqualTo(names == null ? List.of() : List.of(names.split(" ")));
  }

  /** A mark of the prompt cache passes without a name, and nothing else may pass as one. */
  @Test
  void onlyAMarkIsAMark() throws IOException {
    assertThat(tool("{'cachePoint':{'type':'default'}}").role()).isEqualTo(ToolDefinition.Role.CACHE_POINT);
    assertThat(tool("{'cachePoint':{},'type':'mcp'}").role()).isEqualTo(ToolDefinition.Role.FIXED);
  }

  @ParameterizedTest
  @CsvSource({"web_search_preview, web_search", "web_search_preview_2025_03_11, web_search", "web_search_2025_08_26, web_search",
      "web_search_20250305, web_search", "computer_use_preview, computer", "computer-use-preview, computer",
      "computer_20250124, computer", "code_execution_20250825, code_execution", "web_search_engine, web_search_engine",
      "web_fetch, web_fetch", "computers, computers"})
  void variantsHaveOneName(String name, String family) {
    assertThat(ToolFamily.of(name)).isEqualTo(family);
  }
}
