package app.orqen.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A part of a list, in the form that all lists have. */
public final class Page {

  private Page() {}

  /**
   * Makes a page of the items that a query for one more than the limit found.
   *
   * @param cursor the place of an item in the list
   * @param view what is shown of it
   */
  public static <T> Answer of(List<T> found, int limit, Function<T, Cursor> cursor, Function<T, ?> view) {
    boolean more = found.size() > limit;
    List<T> shown = more ? found.subList(0, limit) : found;
    return answer(shown.stream().map(view).toList(), more ? cursor.apply(shown.get(limit - 1)).text() : null);
  }

  /** A list that fits one page. */
  public static Answer whole(List<?> items) {
    return answer(items, null);
  }

  private static Answer answer(List<?> data, String next) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("object", "list");
    body.put("data", data);
    body.put("has_more", next != null);
    body.put("next_cursor", next);
    return Answer.ok(body);
  }
}
