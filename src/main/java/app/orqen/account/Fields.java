package app.orqen.account;

import app.orqen.cost.Money;
import app.orqen.inbound.Inbound;
import app.orqen.json.CharacterPlace;
import app.orqen.json.Surrogates;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyReader;
import app.orqen.request.JsonBody;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The body of a call to one of Orqen's own endpoints. It is read strictly: unknown fields are refused, no value is coerced, and
 * an error names the field and the rule.
 */
public final class Fields {

  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
  private static final long MAX_BYTES = 256 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final JsonNode tree;

  private Fields(JsonNode tree) {
    this.tree = tree;
  }

  /**
   * Reads a request's body.
   *
   * @param known the fields that the body may have
   * @throws GatewayException 415 when the body isn't announced as JSON, 413 when it is larger than 256 KiB, and 400 when it isn't one JSON
   *     object in UTF-8 with only known fields
   */
  public static Fields read(Inbound inbound, Set<String> known) {
    JsonBody.requireJson(inbound);
    byte[] body = BodyReader.read(inbound, MAX_BYTES, "fixed for this endpoint");
    JsonBody.requireUtf8(body);
    JsonNode tree;
    try {
      tree = JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw JsonBody.unreadable(e, "The request body is not valid JSON, or a field appears more than once.");
    }
    if (!tree.isObject()) {
      throw GatewayException.badRequest(ErrorCode.INVALID_JSON, null, "The request body must be a JSON object.");
    }
    tree.fieldNames().forEachRemaining(name -> {
      if (!known.contains(name)) {
        throw GatewayException.badRequest(ErrorCode.UNKNOWN_FIELD, name, "Field '" + name + "' is unknown. The known fields are "
            + String.join(", ", known.stream().sorted().toList()) + ".");
      }
    });
    return new Fields(tree);
  }

  /** Returns whether the body has a field, null or not. */
  public boolean has(String name) {
    return tree.has(name);
  }

  /** Returns the whole body. It goes into the audit log, so this is only for bodies that hold no secret. */
  public JsonNode given() {
    return tree;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * Returns the required field {@code name}, a text of 1 to 100 characters that isn't blank.
   *
   * @throws GatewayException 400 when the field is missing or breaks this rule
   */
  String name() {
    String name = string("name");
    boolean fits = name.codePoints().noneMatch(Character::isISOControl) && !Surrogates.hasHalf(name)
        && name.codePointCount(0, name.length()) <= 100;
    if (!fits || name.isBlank()) {
      throw invalid("name", "must be 1 to 100 characters, without control characters, and not blank"
          + CharacterPlace.first(name, CharacterPlace::isControlOrHalf));
    }
    return name;
  }

  /**
   * Returns a required text.
   *
   * @throws GatewayException 400 when the field is missing or isn't a string
   */
  public String string(String field) {
    JsonNode value = tree.get(field);
    if (value == null) {
      throw GatewayException.badRequest(ErrorCode.MISSING_FIELD, field, "Field '" + field + "' is missing.");
    }
    if (!value.isTextual()) {
      throw invalid(field, "must be a string");
    }
    return value.textValue();
  }

  int integer(String field, int least, int most) {
    JsonNode value = tree.get(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
      throw invalid(field, "must be a whole number from " + least + " to " + most);
    }
    return value.intValue();
  }

  Integer integerOrNull(String field, int least, int most) {
    return tree.get(field).isNull() ? null : Integer.valueOf(integer(field, least, most));
  }

  /** Returns a whole number of at least 1, or null when the field is null. */
  Long positiveOrNull(String field) {
    JsonNode value = tree.get(field);
    if (value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
      throw invalid(field, "must be null or a whole number of at least 1");
    }
    return value.longValue();
  }

  /** Returns an amount of US dollars above 0 with at most nine decimals, or null when the field is null. */
  public BigDecimal usdOrNull(String field, BigDecimal most) {
    JsonNode value = tree.get(field);
    if (value.isNull()) {
      return null;
    }
    BigDecimal usd = value.isNumber() ? value.decimalValue() : BigDecimal.ZERO;
    if (usd.signum() <= 0 || usd.compareTo(most) > 0 || usd.stripTrailingZeros().scale() > Money.DECIMALS) {
      throw invalid(field, "must be null or US dollars above 0, at most " + Money.text(most) + ", with at most "
          + Money.DECIMALS + " decimals");
    }
    return usd;
  }

  /**
   * Returns a list of texts, or null when the field is null.
   *
   * @param least the smallest number of texts; with 0, null isn't allowed
   * @param most the largest number of texts
   * @param fits tells which texts are allowed
   * @param rule what the error says behind the field's name, such as "must be a list of …"
   */
  public List<String> strings(String field, int least, int most, Predicate<String> fits, String rule) {
    JsonNode value = tree.get(field);
    if (value.isNull() && least > 0) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    value.forEach(text -> texts.add(text.isTextual() ? text.textValue() : ""));
    if (!value.isArray() || texts.size() < least || texts.size() > most) {
      throw invalid(field, rule);
    }
    requireEach(field, texts, fits, rule);
    return texts;
  }

  /** Requires that every text of a list fits. The error names the place of the first text that doesn't. */
  private static void requireEach(String field, List<String> texts, Predicate<String> fits, String rule) {
    for (int i = 0; i < texts.size(); i++) {
      if (!fits.test(texts.get(i))) {
        String place = CharacterPlace.first(texts.get(i), CharacterPlace::isControlOrHalf);
        throw invalid(field, rule + "; entry " + (i + 1) + (place.isEmpty() ? " doesn't fit" : place.replace("; character", ", character")));
      }
    }
  }

  /** Returns a field that the body has, which must be true or false. */
  public boolean bool(String field) {
    JsonNode value = tree.get(field);
    if (!value.isBoolean()) {
      throw invalid(field, "must be true or false");
    }
    return value.booleanValue();
  }

  /** Returns a future time, which is written in ISO 8601 with an offset, or null when the field is null. */
  Instant futureTime(String field, Clock clock) {
    if (tree.get(field).isNull()) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(string(field)).toInstant();
      if (time.isAfter(clock.instant()) && time.isBefore(FAR)) {
        return time;
      }
    } catch (DateTimeParseException e) {
      // The message below says what the value must be.
    }
    throw invalid(field, "must be null or a future time with an offset, such as 2030-01-01T00:00:00Z");
  }

  /** Returns a list of tool names, or null when the field is null or left out. A name may have one star, at its end. */
  List<String> toolNames(String field) {
    JsonNode value = tree.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    String rule = "must be null or a list of at most 1,000 tool names, with '*' only at a name's end";
    if (!value.isArray() || value.size() > 1000) {
      throw invalid(field, rule);
    }
    List<String> names = new ArrayList<>();
    value.forEach(name -> names.add(name.isTextual() ? name.textValue() : ""));
    requireEach(field, names, name -> !name.isBlank() && name.length() <= 128 && !Surrogates.hasHalf(name)
        && name.substring(0, name.length() - 1).indexOf('*') < 0, rule);
    return names;
  }

  /** Returns the error for a field whose value breaks a rule. The rule follows the field's name, and the full stop is added. */
  public static GatewayException invalid(String field, String rule) {
    return GatewayException.badRequest(ErrorCode.INVALID_VALUE, field, "'" + field + "' " + rule + ".");
  }
}
