package app.orqen.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import app.orqen.tools.ToolPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of the Responses API that name something which the provider has stored. */
class ResponsesStateTest {

  private static final ToolPolicy LISTS = new ToolPolicy(null, null, List.of("rm"), null, false);

  private static BodyScan scan(String more) {
    return BodyScan.of(("{\"model\":\"m\"" + more + "}").getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {",\"previous_response_id\":\"resp_1\"", ",\"conversation\":\"c\"", ",\"conversation\":{\"id\":\"c\"}",
      ",\"prompt\":{\"id\":\"p\"}", ",\"input\":[{\"type\":\"additional_tools\",\"tools\":[{\"type\":\"mcp\"}]}]"})
  void aKeyWithListsMayNotSendWhatMayHoldTools(String more) {
    assertThatThrownBy(() -> OtherTools.refuse(LISTS, scan(more)))
        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.status()).isEqualTo(400));
    OtherTools.refuse(ToolPolicy.OPEN, scan(more));
  }

  @ParameterizedTest
  @ValueSource(strings = {",\"previous_response_id\":null", ",\"conversation\":null", ",\"input\":\"hi\""})
  void whatNamesNothingPasses(String more) {
    OtherTools.refuse(LISTS, scan(more));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ``                                                   | false
      ,"store":true                                        | false
      ,"store":null                                        | false
      ,"store":false                                       | true
      ,"store":false,"store":true                          | false
      ,"store":false,"previous_response_id":"r"            | false
      ,"store":false,"previous_response_id":null           | true
      ,"store":false,"conversation":{"id":"c"}             | false
      ,"store":false,"background":true                     | false
      ,"store":false,"background":false                    | true
      """)
  void onlyARequestThatKeepsNothingIsWithoutState(String more, boolean without) {
    assertThat(PruneTools.isWithoutState(scan(more))).isEqualTo(without);
  }
}
