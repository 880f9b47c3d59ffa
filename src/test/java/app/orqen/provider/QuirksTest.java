package app.orqen.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.reply.GatewayException;
import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuirksTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "rename a b          | {'a':1,'c':2}       | {'b':1,'c':2}",
      "rename a b          | {'b':1,'c':2}       | {'b':1,'c':2}",
      "rename a b          | {'a':1,'b':2}       | {'b':2}",
      "drop a              | {'a':[1],'c':2}     | {'c':2}",
      "drop a c            | {'c':1,'b':2,'a':3} | {'b':2}",
      "for x*: drop a      | {'a':1,'b':2}       | {'a':1,'b':2}",
      "for m*: drop a      | {'a':1,'b':2}       | {'b':2}",
      "for y model: drop a | {'a':1,'b':2}       | {'b':2}",
      "replace a 0 1e-8    | {'a':0.0,'b':0}     | {'a':1e-8,'b':0}  ",
      "replace a 0 1e-8    | {'a':0.5}           | {'a':0.5}",
      "replace a 0 1e-8    | {'a':'0'}           | {'a':'0'}",
      "replace a old new   | {'a':'ol\\u0064'}   | {'a':'new'}",
      "replace a old new   | {'a':{'old':1}}     | {'a':{'old':1}}",
      "for x*: only a 1    | {'a':2}             | {'a':2}",
      "only a 1            | {'a':1.0}           | {'a':1.0}",
      "only a 1            | {'a':null}          | {'a':null}",
      "prefix p/           | {'a':1}             | {'a':1}"})
  void changesTopLevelFields(String quirk, String before, String after) {
    assertThat(apply(quirk, before)).isEqualTo(after.replace('\'', '"'));
  }

  @Test
  void changesMessages() {
    assertThat(apply("role developer system", "{'messages':[{'role':'developer','content':'developer'}]}"))
        .isEqualTo("{\"messages\":[{\"role\":\"system\",\"content\":\"developer\"}]}");
    assertThat(apply("drop messages.name", "{'messages':[{'role':'user','name':'x','content':'y'}]}"))
        .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":\"y\"}]}");
  }

  /** A call and its result keep the same id. Other fields with that name stay, and an id that fits stays too. */
  @Test
  void idsOfCallsAreMadeToFit() {
    String before = "{'messages':[{'role':'assistant','id':'call_1','tool_calls':[{'id':'call_1','function':{'id':'call_1'}},"
        + "{'id':'c\\u0061ll_1'},{'id':'abcDEF123'},{'id':7}]},{'tool_call_id':'call_1'},{'tool_call_id':'abcDEF123'},1,"
        + "{'tool_calls':null}],'tool_call_id':'call_1'}";
    String after = apply("callids 9", before);
    String id = after.replaceAll("(?s).*?\"tool_calls\":\\[\\{\"id\":\"(.*?)\".*", "$1");
    assertThat(id).matches("[0-9A-Za-z]{9}");
    assertThat(after.replace(id, "NEW")).isEqualTo("{'messages':[{'role':'assistant','id':'call_1','tool_calls':[{'id':'NEW',"
        .concat("'function':{'id':'call_1'}},{'id':'NEW'},{'id':'abcDEF123'},{'id':7}]},{'tool_call_id':'NEW'},")
        .concat("{'tool_call_id':'abcDEF123'},1,{'tool_calls':null}],'tool_call_id':'call_1'}").replace('\'', '"'));
    assertThat(apply("callids 9", before)).isEqualTo(after);
    assertThat(apply("callids 9", "{'messages':'x','a':1}")).isEqualTo("{\"messages\":\"x\",\"a\":1}");
    assertThat(apply("callids 40", before)).containsPattern("\"id\":\"[0-9A-Za-z]{40}\"");
  }

  @Test
  void refusesWhatTheProviderCannotDo() {
    assertThatThrownBy(() -> apply("only n 1", "{'n':2}"))
        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.param()).isEqualTo("n"));
    assertThatThrownBy(() -> apply("only n 1", "{'n':[1]}")).isInstanceOf(GatewayException.class);
  }

  private static String apply(String quirk, String before) {
    BodyScan scan = BodyScan.of(before.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    BodyEdit edit = new BodyEdit(scan);
    Quirks.parse(quirk).apply(scan, "model", edit);
    return new String(edit.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aPrefixGoesBeforeAModelWithoutASlash() {
    Quirks quirks = Quirks.parse("prefix accounts/x/");
    assertThat(quirks.upstreamModel("m")).isEqualTo("accounts/x/m");
    assertThat(quirks.upstreamModel("a/m")).isEqualTo("a/m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"drop", "rename a", "rename a b c", "role a b", "prefix", "explode a", "for x: nothing", "for x:drop a", "replace a b",
      "only n", "callids", "callids x", "callids 0", "callids 41"})
  void aLineThatIsNotUnderstoodIsNamed(String quirk) {
    assertThatThrownBy(() -> Quirks.parse(quirk)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(quirk);
  }
}
