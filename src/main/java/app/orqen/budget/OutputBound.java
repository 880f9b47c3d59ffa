package app.orqen.budget;

import app.orqen.json.JsonScan;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ModelRequest;
import app.orqen.translate.wire.Operation;
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
      "invoke", List.of("max_tokens"),
      "responses", List.of("max_output_tokens"));
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final long UNKNOWN = -1;
  /** More than any provider gives, and few enough that their tokens and their price fit into a long. */
  private static final long MOST_ANSWERS = 999_999_999;

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

  /** Returns how many answers the request asks for, or has a provider choose from, at least 1. Each prompt of a list has its own. */
  static long answers(ModelRequest request) {
    BodyScan scan = request.scan();
    long each = Math.max(1, Math.max(number(scan, "n"), number(scan, "best_of")));
    return request.operation() == Operation.COMPLETIONS ? Math.min(MOST_ANSWERS, each * prompts(scan)) : each;
  }

  /** Returns how many prompts the field {@code prompt} has, at least 1. A list of numbers is the tokens of one prompt. */
  private static long prompts(BodyScan scan) {
    Field field = scan.field("prompt");
    if (field == null || field.type() != JsonToken.START_ARRAY) {
      return 1;
    }
    try (JsonParser parser = JsonScan.parser(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart())) {
      long prompts = 0;
      parser.nextToken();
      for (JsonToken type = parser.nextToken(); type != JsonToken.END_ARRAY; type = parser.nextToken()) {
        prompts += type.isNumeric() ? 0 : 1;
        parser.skipChildren();
      }
      return Math.max(1, prompts);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // The whole body was read before.
    }
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
