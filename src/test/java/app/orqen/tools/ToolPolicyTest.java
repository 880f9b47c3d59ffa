package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolPolicyTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "null, null, x, true",
        "'', null, x, false",
        "null, '', x, true",
        "x, null, x, true",
        "x, null, xy, false",
        "x*, null, xy, true",
        "x*, null, x, true",
        "*, null, anything, true",
        "*, *, anything, false",
        "x*, xy, xy, false",
        "x*, xy, xyz, true",
        "X, null, x, false",
        "x*y, null, xzy, false",
        "null, fs_*, fs_read, false",
        "null, fs_*, fs, true",
        "web_search, null, web_search_preview, true",
        "web_search_preview, null, web_search, true",
        "web_search_preview*, null, web_search, true",
        "null, web_search, web_search_2025_08_26, false",
        "null, web_search_preview, web_search, false",
        "null, computer, computer_use_preview, false",
        "web*, null, web_search_preview, true",
        "w*, null, computer, false",
      })
  void deniedWinsAndAStarIsAPrefix(String allowed, String denied, String name, boolean permitted) {
    assertThat(new ToolPolicy(null, list(allowed), list(denied), null, false).permits(name)).isEqualTo(permitted);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 129})
  void targetHasBounds(int k) {
    assertThatThrownBy(() -> new ToolPolicy(k, null, null, null, false)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEmptyDeniedListIsNotABoundary() {
    assertThat(new ToolPolicy(null, null, List.of(), null, false).hasBoundary()).isFalse();
    assertThat(new ToolPolicy(null, List.of(), null, null, false).hasBoundary()).isTrue();
  }

  private static List<String> list(String names) {
    return names == null ? null : names.isEmpty() ? List.of() : List.of(names.split(" "));
  }
}
