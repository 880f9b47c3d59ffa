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
   * @param limit how many items a page has at most
   * @param cursor the place of an item in the list
   * @param view what is shown of it
   */
  public static <T> Answer of(List<T> found, int limit, Function<T, Cursor> cursor, Function<T, ?> view) {
    boolean more = found.size() > limit;
    List<T> shown = more ? found.subList(0, limit) : found;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("object", "list");
    body.put("data", shown.stream().map(view).toList());
    body.put("has_more", more);
    body.put("next_cursor", more ? cursor.apply(shown.get(limit - 1)).text() : null);
    return Answer.ok(body);
  }

  /**
   * Makes a page of a list that is there as a whole, sorted by name.
   *
   * @param after the name that the page goes on behind; null at the beginning
   */
  public static <T> Answer byName(List<T> all, int limit, String after, Function<T, String> name, Function<T, ?> view) {
    List<T> found = all.stream().filter(item -> after == null || name.apply(item).compareTo(after) > 0)
        .limit(limit + 1L).toList();
    return of(found, limit, item -> Cursor.of(name.apply(item)), view);
  }
}
