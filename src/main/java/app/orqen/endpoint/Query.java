package app.orqen.endpoint;

import app.orqen.json.CharacterPlace;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The query parameters of a request. Each may be given only once. */
public final class Query {

  /** The largest number of items of a page. */
  public static final int MOST = 100;
  private static final int USUAL = 20;
  /** The largest offset. A cursor reaches what is behind it. */
  private static final int FARTHEST = 100_000;

  private final Map<String, String> parameters;

  private Query(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  /**
   * Reads a query string; null counts as empty.
   *
   * @throws GatewayException 400 when it can't be decoded or names a parameter twice
   */
  public static Query parse(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (!name.isEmpty() && parameters.put(name, value) != null) {
        throw invalid(name, "given once");
      }
    }
    return new Query(parameters);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, null, "The query is not correctly percent-encoded. Write a percent sign as %25.");
    }
  }

  private static GatewayException invalid(String name, String must) {
    return GatewayException.badRequest(ErrorCode.INVALID_VALUE, name, "The parameter '" + name + "' must be " + must + ".");
  }

  /**
   * Refuses parameters that an endpoint doesn't take. A misspelt one would be ignored, and the answer would not be what was asked
   * for.
   *
   * @throws GatewayException 400 that names the first of them
   */
  void requireOnly(List<String> taken) {
    for (String name : parameters.keySet()) {
      if (!taken.contains(name)) {
        throw GatewayException.badRequest(ErrorCode.UNKNOWN_FIELD, name, "There is no parameter '" + shown(name) + "' here. "
            + (taken.isEmpty() ? "This call takes none." : "This call takes " + String.join(", ", taken) + "."));
      }
    }
  }

  private static String shown(String name) {
    return name.length() > MOST ? name.substring(0, MOST) + "…" : name;
  }

  /** Returns the number of items to skip before a page, 0 by default. */
  public int offset() {
    Integer offset = integer("offset", 0, FARTHEST);
    if (offset != null && text("after") != null) {
      throw invalid("offset", "left out where there is 'after'");
    }
    return offset == null ? 0 : offset;
  }

  /** Returns a parameter's value, or null when it is absent or empty. */
  public String text(String name) {
    String value = parameters.get(name);
    if (value != null && value.indexOf('\0') >= 0) {
      throw invalid(name, "without NUL" + CharacterPlace.first(value, character -> character == 0));
    }
    return value == null || value.isEmpty() ? null : value;
  }

  public Integer integer(String name, int least, int most) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    if (value.matches("[0-9]{1,9}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most) {
      return Integer.valueOf(value);
    }
    throw invalid(name, "an integer from " + least + " to " + most);
  }

  public boolean flag(String name) {
    String value = text(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw invalid(name, "true or false");
  }

  /** Returns a parameter's date (such as 2030-01-31), or null when it is absent. */
  public LocalDate date(String name) {
    String value = text(name);
    try {
      if (value == null || value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
        return value == null ? null : LocalDate.parse(value);
      }
    } catch (DateTimeException e) {
      // The message below says what it must be.
    }
    throw invalid(name, "a date such as 2030-01-31");
  }

  /**
   * Reads the beginning or the end of a period, both inclusive.
   *
   * @param end whether it is the end; a date then means the last moment of its day, in UTC
   * @return null when it is absent
   */
  public Instant time(String name, boolean end) {
    String value = text(name);
    if (value == null || value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
      LocalDate day = date(name);
      return day == null ? null : end
          ? day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).minusNanos(1000)
          : day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    try {
      OffsetDateTime at = OffsetDateTime.parse(value);
      if (at.getYear() >= 1970 && at.getYear() <= 9999) {
        return at.toInstant();
      }
    } catch (DateTimeException e) {
      // The message below says what it must be.
    }
    throw invalid(name, "a date such as 2030-01-31 or a time such as 2030-01-31T12:00:00Z");
  }

  /** Returns how many items the caller wants: 1 to 100, 20 by default. */
  public int limit() {
    return limit(USUAL);
  }

  /**
   * Returns how many items the caller wants, 1 to 100.
   *
   * @param usual the number when the caller gives none
   */
  public int limit(int usual) {
    Integer limit = integer("limit", 1, MOST);
    return limit == null ? usual : limit;
  }

  /** Returns the cursor of a list that is sorted by time, or null at its beginning. */
  public Cursor after() {
    Cursor cursor = cursor();
    if (cursor != null && cursor.at() == null) {
      throw noCursor();
    }
    return cursor;
  }

  /** Returns the last name of the page before, of a list that is sorted by name; null at its beginning. */
  public String afterName() {
    Cursor cursor = cursor();
    if (cursor != null && cursor.at() != null) {
      throw noCursor();
    }
    return cursor == null ? null : cursor.id();
  }

  private Cursor cursor() {
    String after = text("after");
    Cursor cursor = after == null ? null : Cursor.parse(after);
    if (after != null && cursor == null) {
      throw noCursor();
    }
    return cursor;
  }

  private static GatewayException noCursor() {
    return invalid("after", "the next_cursor of an earlier answer");
  }
}
