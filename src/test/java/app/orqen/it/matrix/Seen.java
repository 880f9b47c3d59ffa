package app.orqen.it.matrix;

import java.util.List;

/**
 * What of an {@link Ask} reached the provider.
 *
 * @param text what the user said, joined
 * @param image the picture's media type and base64, joined by a comma; null: none
 * @param tools each declared tool's name with the description of its property {@code city}
 * @param calls each call in the history: name and city
 * @param results the texts of its results, in order
 */
record Seen(String system, String text, String image, List<String> stop, List<String> tools, List<String> calls,
    List<String> results) {

  static Seen of(Ask ask) {
    return new Seen(ask.system(), Ask.TEXT, ask.image() == null ? null : "image/png," + ask.image(), ask.stop(),
        ask.tools() ? List.of(Ask.TOOL + ": " + Ask.SCHEMA_CITY) : List.of(),
        ask.results() ? List.of(Ask.TOOL + " Oslo", Ask.TOOL + " Rome") : List.of(),
        ask.results() ? Ask.RESULTS : List.of());
  }
}
