package app.orqen.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A page of a list, in the form that all lists have (docs/api.md, "Lists"). */
public final class Page {

  private Page() {}

  /**
   * Makes a page of the items of a query that asked for one more than the limit.
   *
   * @param limit the largest number of items of a page
   * @param cursor makes the cursor of an item
   * @param view makes what is shown of an item
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
   * Makes a page of a complete list that is sorted by name.
   *
   * @param after the last name of the page before; null at the beginning
   */
  public static <T> Answer byName(List<T> all, int limit, String after, Function<T, String> name, Function<T, ?> view) {
    List<T> found = all.stream().filter(item -> after == null || name.apply(item).compareTo(after) > 0)
        .limit(limit + 1L).toList();
    return of(found, limit, item -> Cursor.of(name.apply(item)), view);
  }
}
