package app.orqen.tools.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolChoiceTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"type":"function","function":{"name":"a"}}                                                | a
      {"tool":{"name":"a"}}                                                                      | a
      {"type":"tool","name":"a","name":"b"}                                                      | a,b
      {"type":"function","name":"a","namespace":"n"}                                             | n__a
      {"type":"function","namespace":"n","name":"a","namespace":"m"}                             | n__a,m__a
      {"type":"allowed_tools","tools":[{"type":"function","name":"a"},{"namespace":"n","name":"b"}]} | a,n__b
      """)
  void everyNameCounts(String choice, String names) throws Exception {
    byte[] body = choice.getBytes(StandardCharsets.UTF_8);
    assertThat(ToolChoice.names(body, new ByteSpan(0, body.length))).containsExactlyInAnyOrder(names.split(","));
  }
}
