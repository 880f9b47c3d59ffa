package app.orqen.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;

/**
 * The last item of a page, by what its list is sorted by: newest first, then by id; or by a name alone. Opaque to callers.
 *
 * @param at the item's time; null in a list that is sorted by name
 * @param id the item's id or name
 */
public record Cursor(Instant at, String id) {

  /** An item of a list that is sorted by name. */
  public static Cursor of(String name) {
    return new Cursor(null, name);
  }

  /** The text that a caller gives back. */
  public String text() {
    String plain = (at == null ? "" : at) + " " + id;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** The time as a statement's parameter. */
  public OffsetDateTime time() {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** A cursor of its text, or null when it is none. */
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
