package app.orqen.budget;

import app.orqen.json.JsonScan;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ModelRequest;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** How many tokens the answer to a request may have, by the request's own words. */
public final class OutputBound {

  /** The fields that bound an answer, by surface. Another surface's field bounds nothing: a provider may ignore it. */
  private static final Map<String, List<String>> FIELDS = Map.of(
      "openai", List.of("max_completion_tokens", "max_tokens"),
      "anthropic", List.of("max_tokens"),
      "responses", List.of("max_output_tokens"));
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final long UNKNOWN = -1;

  private OutputBound() {}

  /** Returns the maximum that the request gives, the largest of several; 0 when it gives none, or one that isn't a plain number. */
  public static long of(ModelRequest request) {
    BodyScan scan = request.scan();
    List<String> names = FIELDS.get(request.surface().label());
    if (names == null) {
      return Math.max(0, converse(scan));
    }
    long most = 0;
    for (String name : names) {
      long number = number(scan, name);
      if (number == UNKNOWN) {
        return 0;
      }
      most = Math.max(most, number);
    }
    return most;
  }

  /** Returns how many answers the request asks for, or has a provider choose from, at least 1. */
  static long answers(BodyScan scan) {
    return Math.max(1, Math.max(number(scan, "n"), number(scan, "best_of")));
  }

  private static long number(BodyScan scan, String name) {
    Field field = scan.field(name);
    if (field == null || field.type() == JsonToken.VALUE_NULL) {
      return 0;
    }
    return number(new String(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart(), StandardCharsets.ISO_8859_1));
  }

  private static long number(String text) {
    return NUMBER.matcher(text).matches() ? Long.parseLong(text) : UNKNOWN;
  }

  /** Returns {@code inferenceConfig.maxTokens}. */
  private static long converse(BodyScan scan) {
    Field field = scan.field("inferenceConfig");
    if (field == null || field.type() != JsonToken.START_OBJECT) {
      return 0;
    }
    try (JsonParser parser = JsonScan.parser(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart())) {
      long most = 0;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals("maxTokens");
        JsonToken type = parser.nextToken();
        if (wanted && type != JsonToken.VALUE_NULL) {
          long number = type == JsonToken.VALUE_NUMBER_INT ? number(parser.getText()) : UNKNOWN;
          if (number == UNKNOWN) {
            return UNKNOWN;
          }
          most = Math.max(most, number);
        }
        parser.skipChildren();
      }
      return most;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // The whole body was read before.
    }
  }
}
