package app.orqen.budget;

import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many tokens the answer to a request may have, by the request's own words. */
final class OutputBound {

  private static final List<String> FIELDS = List.of("max_completion_tokens", "max_tokens", "max_output_tokens");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  /** Bedrock's form. */
  private static final Pattern MAX_TOKENS = Pattern.compile("\"maxTokens\"\\s*:\\s*([0-9]{1,9})");

  private OutputBound() {}

  /** Returns the maximum that the request gives; 0 when it gives none. */
  static long of(BodyScan scan) {
    for (String name : FIELDS) {
      long number = number(scan, name);
      if (number > 0) {
        return number;
      }
    }
    Field bedrock = scan.field("inferenceConfig");
    Matcher matcher = bedrock == null ? null : MAX_TOKENS.matcher(text(scan, bedrock));
    return matcher != null && matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /** Returns how many answers the request asks for, at least 1. */
  static long answers(BodyScan scan) {
    return Math.max(1, number(scan, "n"));
  }

  private static long number(BodyScan scan, String name) {
    Field field = scan.field(name);
    String text = field == null ? "" : text(scan, field);
    return NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
  }

  private static String text(BodyScan scan, Field field) {
    return new String(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart(), StandardCharsets.ISO_8859_1);
  }
}
