package app.orqen.tools;

import java.util.List;

/**
 * What a tool says about itself.
 *
 * @param name its name as it stands
 * @param description its description, cut
 * @param parameters its top-level parameters
 * @param details descriptions and names from deeper in the schema, cut
 * @param enumValues the values that parameters may have, cut
 * @param examples sentences from {@code x-orqen-examples}
 */
record ToolText(
    String name,
    String description,
    List<Parameter> parameters,
    String details,
    String enumValues,
    String examples) {

  static final ToolText EMPTY = new ToolText("", "", List.of(), "", "", "");

  /** One top-level parameter. */
  record Parameter(String name, String description, boolean required) {}
}
