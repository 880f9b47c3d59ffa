package app.orqen.translate.answer;

import com.fasterxml.jackson.databind.JsonNode;

/** Counts of tokens as providers write them. A figure that is no count is passed over: the answer beside it is good. */
public final class TokenCount {

  /** No call uses as many; and a few of such figures would overflow the sums of an account's usage. */
  private static final double MOST = 1e12;

  private TokenCount() {}

  /** A field's count, its whole part where it has a fraction; 0 when it is absent or none. */
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
