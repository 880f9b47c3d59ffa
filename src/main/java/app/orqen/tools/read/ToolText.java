package app.orqen.tools.read;

import java.util.List;

/**
 * What a tool says about itself.
 *
 * @param name its name, unchanged
 * @param description its description, cut
 * @param parameters its top-level parameters
 * @param details descriptions and names from deeper in the schema, cut
 * @param enumValues the values that parameters may have, cut
 * @param examples sentences from {@code x-orqen-examples}
 */
public record ToolText(
    String name,
    String description,
    List<Parameter> parameters,
    String details,
    String enumValues,
    String examples) {

  /** The longest text in characters. The model sees about 128 tokens, and more would only cost time. */
  private static final int MAX_EMBEDDED = 700;
  private static final int MAX_EXAMPLES = 250;

  /** Returns the text that represents the tool when it is compared by meaning. */
  public String toEmbed() {
    StringBuilder all = new StringBuilder(spaced(name)).append(". ");
    if (!examples.isEmpty()) {
      all.append(examples, 0, Math.min(examples.length(), MAX_EXAMPLES)).append(". ");
    }
    all.append(description).append(". ");
    parameters.forEach(parameter -> all.append(spaced(parameter.name())).append(", "));
    return all.substring(0, Math.min(all.length(), MAX_EMBEDDED));
  }

  /** Returns an identifier as words. */
  private static String spaced(String identifier) {
    StringBuilder words = new StringBuilder(identifier.length() + 8);
    for (int i = 0; i < identifier.length(); i++) {
      char c = identifier.charAt(i);
      if (i > 0 && Character.isUpperCase(c) && Character.isLowerCase(identifier.charAt(i - 1))) {
        words.append(' ');
      }
      words.append(c == '_' || c == '-' || c == '.' ? ' ' : c);
    }
    return words.toString();
  }

  /** One top-level parameter. */
  public record Parameter(String name, String description, boolean required) {}
}
