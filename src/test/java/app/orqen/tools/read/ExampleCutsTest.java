package app.orqen.tools.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleCutsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theyGoWhereverTheyStandAndWhatIsLeftIsValid() throws Exception {
    assertCut("{'x-orqen-examples':[1],'a':1}", "{'a':1}");
    assertCut("{'a':1 , 'x-orqen-examples' : {'b':[2]} }", "{'a':1}");
    assertCut("{'x-orqen-examples':1,'x-orqen-examples':2}", "{}");
    assertCut("{'x-orqen-examples':0,'f':{'x-orqen-examples':0,'n':'é'},'t':[{'x-orqen-examples':'x'},[3]]}",
        "{'f':{'n':'é'},'t':[{},[3]]}");
    assertCut("{'a':{'p':{'x-orqen-examples':{'x-orqen-examples':1}}}}", "{'a':{'p':{}}}");
    assertCut("{'x-orqen-\\u0065xamples':1,'a':'x-orqen-examples'}", "{'a':'x-orqen-examples'}");
  }

  @Test
  void withoutThemNothingIsCut() throws IOException {
    byte[] body = "[{'a':'\\u00e9'}]".replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThat(ExampleCuts.in(body, new ByteSpan(0, body.length))).isEmpty();
  }

  private static void assertCut(String from, String to) throws IOException {
    byte[] body = ("  " + from.replace('\'', '"')).getBytes(StandardCharsets.UTF_8);
    List<ByteSpan> cuts = ExampleCuts.in(body, new ByteSpan(2, body.length));
    StringBuilder left = new StringBuilder();
    int at = 0;
    for (ByteSpan cut : cuts) {
      left.append(new String(body, 2 + at, cut.start() - at, StandardCharsets.UTF_8));
      at = cut.end();
    }
    left.append(new String(body, 2 + at, body.length - 2 - at, StandardCharsets.UTF_8));
    assertThat(JSON.readTree(left.toString())).isEqualTo(JSON.readTree(to.replace('\'', '"')));
  }
}
