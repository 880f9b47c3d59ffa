package app.orqen.endpoint;

import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A request body read strictly: one JSON object in UTF-8, no field twice, nothing unknown, nothing coerced. */
public final class JsonBody {

  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
      .build();
  private static final int LAST_YEAR = 9999;

  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a body.
   *
   * @throws GatewayException 400 when it is anything but one JSON object
   */
  public static JsonBody parse(byte[] body) {
    JsonNode node;
    try {
      node = JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      throw invalidJson("is not valid UTF-8");
    } catch (JsonProcessingException e) {
      boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
      throw invalidJson(twice ? "has a field twice" : "is not one valid JSON object");
    }
    if (!node.isObject()) {
      throw invalidJson("must be a JSON object");
    }
    return new JsonBody(node);
  }

  private static GatewayException invalidJson(String what) {
    return GatewayException.badRequest("invalid_json", null, "The request body " + what + ".");
  }

  private static GatewayException invalid(String field, String must) {
    return GatewayException.badRequest("invalid_value", field, "'" + field + "' must be " + must + ".");
  }

  /** Refuses fields that are none of these, naming the first. */
  public void allow(String... fields) {
    Set<String> known = Set.of(fields);
    for (String name : names()) {
      if (!known.contains(name)) {
        throw GatewayException.badRequest("unknown_field", name, "There is no field '" + name + "' here; known are "
            + String.join(", ", new TreeSet<>(known)) + ".");
      }
    }
  }

  /** The fields' names in their order. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  public boolean has(String field) {
    return object.has(field);
  }

  private JsonNode required(String field) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw GatewayException.badRequest("missing_field", field, "The field '" + field + "' is missing.");
    }
    return value;
  }

  private boolean isNull(String field) {
    return required(field).isNull();
  }

  /** A required string, as it is. */
  public String string(String field) {
    JsonNode value = required(field);
    if (!value.isTextual()) {
      throw invalid(field, "a string");
    }
    return value.textValue();
  }

  /** A required name for people: not blank, no control characters, up to so many code points. */
  public String name(String field, int longest) {
    String value = required(field).textValue();
    if (value == null || value.isBlank() || value.codePointCount(0, value.length()) > longest
        || !isPrintable(value)) {
      throw invalid(field, "a string of 1 to " + longest + " printable characters");
    }
    return value;
  }

  /** Neither control characters nor half a surrogate pair: PostgreSQL takes neither. */
  private static boolean isPrintable(String value) {
    return value.codePoints().noneMatch(c -> Character.isISOControl(c)
        || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** A required integer. */
  public int integer(String field, int least, int most) {
    JsonNode value = required(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
      throw invalid(field, "an integer from " + least + " to " + most);
    }
    return value.intValue();
  }

  /** An integer or null; the field is required. */
  public Integer integerOrNull(String field, int least, int most) {
    return isNull(field) ? null : Integer.valueOf(integer(field, least, most));
  }

  /** A required boolean. */
  public boolean bool(String field) {
    JsonNode value = required(field);
    if (!value.isBoolean()) {
      throw invalid(field, "true or false");
    }
    return value.booleanValue();
  }

  /** A time after now, or null; the field is required. */
  public Instant futureOrNull(String field, Instant now) {
    if (isNull(field)) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(string(field));
      if (time.getYear() <= LAST_YEAR && time.toInstant().isAfter(now)) {
        return time.toInstant().truncatedTo(ChronoUnit.MILLIS);
      }
    } catch (DateTimeException e) {
      // Said below, as for a time that has passed.
    }
    throw invalid(field, "null or a future time with an offset, such as 2030-01-31T12:00:00Z");
  }

  /** Names of tools, or null, also when the field is absent. A star stands at a name's end alone. */
  public List<String> toolNames(String field, int mostNames, int longest) {
    if (!has(field) || isNull(field)) {
      return null;
    }
    JsonNode list = required(field);
    String must = "null or a list of up to " + mostNames + " tool names; '*' may stand at a name's end alone";
    if (!list.isArray() || list.size() > mostNames) {
      throw invalid(field, must);
    }
    List<String> names = new ArrayList<>(list.size());
    for (Iterator<JsonNode> items = list.elements(); items.hasNext(); ) {
      String name = items.next().textValue();
      if (name == null || name.isEmpty() || name.length() > longest || !isPrintable(name)
          || name.indexOf('*') >= 0 && name.indexOf('*') < name.length() - 1) {
        throw invalid(field, must);
      }
      names.add(name);
    }
    return names;
  }
}
