package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToolNamesColumnTest {

  @Test
  void namesComeBackAsTheyWere() {
    List<String> names = List.of("get_weather", "a \"quoted\" name", "wörld");
    assertThat(ToolNamesColumn.names(ToolNamesColumn.text(names))).isEqualTo(names);
    assertThat(ToolNamesColumn.text(List.of())).isNull();
    assertThat(ToolNamesColumn.names(null)).isEmpty();
  }

  @Test
  void whatCallersMakeUpIsBounded() {
    List<String> many = IntStream.range(0, 5_000).mapToObj(i -> i + "x".repeat(1_000) + "\n").toList();
    String text = ToolNamesColumn.text(many);
    assertThat(text.length()).isLessThan(40_000);
    assertThat(ToolNamesColumn.names(text)).hasSize(257).last().isEqualTo("… and 4744 more");
  }
}
