package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether guessed arguments fit a tool. */
class ArgumentCheckTest {

  private static final String SCHEMA = "{'type':'object','properties':{'city':{'type':'string','pattern':'^(a+)+$'},"
      + "'pattern':{'type':'integer'},'unit':{'enum':['c','f']}},'required':['city'],'additionalProperties':false}";

  private static boolean fits(String tool, String arguments) {
    return ArgumentCheck.fits(json(tool), "ns__weather", arguments.replace('\'', '"'));
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'type':'function','function':{'name':'weather','parameters':%s}}", "{'name':'weather','input_schema':%s}",
      "{'type':'custom','name':'weather','input_schema':%s}", "{'type':'function','name':'weather','parameters':%s}",
      "{'toolSpec':{'name':'weather','inputSchema':{'json':%s}}}",
      "{'type':'namespace','name':'ns','tools':[{'name':'other'},{'type':'function','name':'weather','parameters':%s}]}"})
  void everyFormIsRead(String form) {
    String tool = form.formatted(SCHEMA);
    assertThat(fits(tool, "{'city':'Oslo','pattern':1,'unit':'c'}")).isTrue();
    assertThat(fits(tool, "{'town':'Oslo'}")).isFalse();
    assertThat(fits(tool, "{'city':'Oslo','pattern':'x'}")).isFalse();
    assertThat(fits(tool, "{'city':'Oslo','unit':'k'}")).isFalse();
    assertThat(fits(tool, "")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'name':'weather'}|{}|true",
      "{'name':'weather'}||true",
      "{'name':'weather'}|[1]|false",
      "{'name':'weather'}|{broken|false",
      "{'type':'custom','name':'weather','format':{'type':'text'}}|*** Begin|true",
      "{'name':'weather','input_schema':{'$ref':'https://example.org/schema.json'}}|{}|false",
      "{'name':'weather','input_schema':{'$schema':'http://json-schema.org/draft-07/schema#','type':'object'}}|{}|true",
      "{'name':'weather','input_schema':{'$ref':'#/$defs/a','$defs':{'a':{'required':['b']}}}}|{}|false",
      "{'name':'weather','input_schema':{'$ref':'#/$defs/a','$defs':{'a':{'required':['b']}}}}|{'b':1}|true",
      "{'name':'weather','input_schema':{'type':12}}|{}|false"})
  void onAnyDoubtACallDoesNotFit(String tool, String arguments, boolean expected) {
    assertThat(fits(tool, arguments == null ? "" : arguments)).isEqualTo(expected);
  }

  @Test
  void aSchemaThatEndsNowhereOrIsHugeIsNoDanger() {
    String deep = "{'properties':{'a':".repeat(400) + "{}" + "}}".repeat(400);
    assertThat(fits("{'name':'weather','input_schema':" + deep + "}", "{}")).isFalse();
    assertThat(fits("{'name':'weather','input_schema':{'$ref':'#'}}", "{}")).isFalse();
    assertThat(fits("{'name':'weather'}", "{'a':'" + "x".repeat(300_000) + "'}")).isFalse();
  }

  /** An expression that would take for ever isn't run. */
  @Test
  void patternsAreNotChecked() {
    assertThat(fits("{'name':'weather','input_schema':" + SCHEMA + "}", "{'city':'" + "a".repeat(50) + "!'}")).isTrue();
  }
}
