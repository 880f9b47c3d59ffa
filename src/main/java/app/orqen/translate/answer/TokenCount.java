package app.orqen.translate.answer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads counts of tokens as providers write them. A figure that isn't a count is ignored, since the answer around it is good.
 */
public final class TokenCount {

  /** The largest count. No call uses as many tokens, and a few larger figures would overflow the sums of an account's usage. */
  private static final double MOST = 1e12;

  private TokenCount() {}

  /** Returns a field's count without a fraction; 0 when it is absent or isn't a count. */
  public static long of(JsonNode node, String field) {
    return of(node, field, 0);
  }

  public static long of(JsonNode node, String field, long otherwise) {
    JsonNode value = node.path(field);
    return value.isNumber() ? of(value.doubleValue(), otherwise) : otherwise;
  }

  private static long of(double figure, long otherwise) {
    return figure >= 0 && figure <= MOST ? (long) figure : otherwise;
  }
}
