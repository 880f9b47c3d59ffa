package app.orqen.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;

/**
 * The last item of a page, by what its list is sorted by: by time (newest first) and id, or only by name. Opaque to callers.
 *
 * @param at the item's time; null in a list that is sorted by name
 * @param id the item's id or name
 */
public record Cursor(Instant at, String id) {

  private static final Cursor BEGINNING = new Cursor(Instant.parse("9999-12-31T23:59:59Z"), "");

  /** Returns the place of an item in a list that is sorted by name. */
  public static Cursor of(String name) {
    return new Cursor(null, name);
  }

  /** Returns the text that a caller sends back. */
  public String text() {
    String plain = (at == null ? "" : at) + " " + id;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the SQL condition for the items after a cursor in a list that is sorted by time and id, newest first. Its
   * parameters are those of {@link #parameters}.
   *
   * @param time the column of the time; the other column is {@code id}
   */
  public static String behind(String time) {
    return "%1$s <= :after_at and (%1$s < :after_at or id < :after_id)".formatted(time); // An index bounds the first part.
  }

  /** Returns the parameters of {@link #behind}. A null cursor is the beginning of the list. */
  public static Map<String, Object> parameters(Cursor after) {
    Cursor from = after == null ? BEGINNING : after;
    return Map.of("after_at", from.at.atOffset(ZoneOffset.UTC), "after_id", from.id);
  }

  /** Returns the cursor of a text, or null when the text isn't one. */
  static Cursor parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int space = plain.indexOf(' ');
      String id = plain.substring(space + 1);
      if (space == 0 && id.indexOf('\0') < 0) {
        return of(id);
      }
      OffsetDateTime at = OffsetDateTime.parse(plain.substring(0, Math.max(0, space)));
      return at.getYear() > 9999 || at.getYear() < 1 || id.indexOf('\0') >= 0 ? null : new Cursor(at.toInstant(), id);
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }
}
