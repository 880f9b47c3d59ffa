package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.read.ByteSpan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemToolsTest {

  private final ToolPolicy policy = new ToolPolicy(null, null, List.of("rm", "web_search"), null, false);

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
      [{'type':'function','name':'ls'}]                                                      | -
      [{'type':'function','name':'ls'},{'type':'function','name':'rm'}]                      | rm
      [{'type':'mcp','server_label':'s'}]                                                    | ''
      [7]                                                                                    | ''
      [{'cachePoint':{}}]                                                                    | ''
      {'type':'function','name':'ls'}                                                        | ''
      [{'type':'web_search_preview','name':'ls'}]                                            | web_search_preview
      [{'type':'namespace','name':'n','tools':[{'type':'web_search'}]}]                      | web_search
      null                                                                                   | -
      """)
  void eachToolIsHeldToTheLists(String tools, String refused) {
    byte[] body = ("[{\"role\":\"user\",\"content\":\"hi\"},7,{\"type\":\"additional_tools\",\"tools\":" + tools.replace('\'', '"') + "}]")
        .getBytes(StandardCharsets.UTF_8);
    assertThat(ItemTools.refused(policy, body, new ByteSpan(0, body.length))).isEqualTo("''".equals(refused) ? "" : refused);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
      {'type':'item_reference','id':'msg_1'} | -
      {'type':'item_reference','id':'at_1'}  | ''
      {'id':'at_1'}                          | ''
      {'type':null,'id':'at_1'}              | ''
      {'id':'at_1','role':'user'}            | -
      {'id':'at_1','type':'reasoning'}       | -
      """)
  void aReferenceMayOnlyBeToWhatBringsNoTools(String item, String refused) {
    byte[] body = ("[" + item.replace('\'', '"') + "]").getBytes(StandardCharsets.UTF_8);
    assertThat(ItemTools.refused(policy, body, new ByteSpan(0, body.length))).isEqualTo("''".equals(refused) ? "" : refused);
  }
}
