package app.orqen.it.matrix;

import java.util.List;

/**
 * A request, in no provider's words.
 *
 * @param system null: none
 * @param image base64 of a PNG; null: none
 * @param stop stop sequences
 * @param tools whether the tool {@code weather} is declared
 * @param results whether the model has called it twice, and the results are there
 */
record Ask(String system, String image, List<String> stop, boolean tools, boolean results) {

  static final String TEXT = "What is the weather, \"really\"? Ünïcödé 😀";
  static final String TOOL = "weather";
  static final String SCHEMA_CITY = "The city, as \"Oslo\"";
  static final List<String> CALL_IDS = List.of("call_A1", "call_B2");
  static final List<String> CITIES = List.of("Oslo", "Rome");
  static final List<String> RESULTS = List.of("4 degrees", "18 degrees");
  /** One pixel. */
  static final String PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  static Ask plain() {
    return new Ask(null, null, List.of(), false, false);
  }

  static Ask withTools() {
    return new Ask(null, null, List.of(), true, false);
  }
}
