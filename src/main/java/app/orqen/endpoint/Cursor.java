package app.orqen.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;

/**
 * The last item of a page, by what lists are sorted by: newest first, then by id. Opaque to callers.
 *
 * @param at the item's time
 * @param id the item's id
 */
public record Cursor(Instant at, String id) {

  /** The text that a caller gives back. */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
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
      OffsetDateTime at = OffsetDateTime.parse(plain.substring(0, Math.max(0, space)));
      String id = plain.substring(space + 1);
      return at.getYear() > 9999 || at.getYear() < 1 || id.indexOf('\0') >= 0 ? null : new Cursor(at.toInstant(), id);
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }
}
