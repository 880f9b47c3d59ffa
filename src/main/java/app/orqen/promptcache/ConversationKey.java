package app.orqen.promptcache;

import app.orqen.bytes.ByteSearch;
import app.orqen.bytes.Crc64;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ModelRequest;
import app.orqen.request.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * Which conversation a request belongs to, and for how long a provider caches its prompt.
 *
 * @param text tells conversations apart: by the account, the model that was asked for, and the session, or else how the prompt begins
 * @param life how long the cache lasts after each use
 */
public record ConversationKey(String text, Duration life) {

  private static final String VARIABLE = "orqenConversationKey";
  /** The usual time of a provider's prompt cache (Anthropic, "Prompt caching", ttl). */
  static final Duration USUAL = Duration.ofMinutes(5);
  /** The time of a cache that a request asked to last longer. */
  static final Duration LONG = Duration.ofHours(1);

  private static final byte[] HOUR = "\"1h\"".getBytes(StandardCharsets.US_ASCII);

  /** Returns the conversation of an exchange's request, which is read once. Its body must not have been given back before. */
  public static ConversationKey of(Exchange exchange) {
    ConversationKey known = exchange.getVariable(VARIABLE, ConversationKey.class);
    if (known == null) {
      known = of(Principal.of(exchange).accountId(), Inbound.of(exchange).outcome().sessionId(), ModelRequest.of(exchange));
      exchange.setVariable(VARIABLE, known);
    }
    return known;
  }

  /**
   * Reads a request, whose body must not have been given back.
   *
   * @param session the session's id, which may be the request's {@code prompt_cache_key}; null when the request is in no session
   */
  static ConversationKey of(String accountId, String session, ModelRequest request) {
    BodyScan scan = request.scan();
    String which = session != null ? session : "#" + Long.toHexString(opening(scan));
    return new ConversationKey(accountId + '\n' + request.model() + '\n' + which, life(scan));
  }

  /** Returns a hash of everything up to the first user's message. */
  private static long opening(BodyScan scan) {
    Crc64 hash = new Crc64();
    for (String name : List.of("system", "instructions")) {
      Field field = scan.field(name);
      if (field != null) {
        hash.add(scan.body(), field.valueStart(), field.valueEnd());
      }
    }
    int turns = scan.firstUserTurn() < 0 ? scan.turns().size() : scan.firstUserTurn() + 1;
    for (Span turn : scan.turns().subList(0, turns)) {
      hash.add(scan.body(), turn.start(), turn.end());
    }
    Field input = scan.field("input");
    if (input != null && scan.turns().isEmpty()) {
      hash.add(scan.body(), input.valueStart(), input.valueEnd());
    }
    return hash.value();
  }

  /**
   * Returns the cache's time. Requests in Anthropic's and Bedrock's form ask for an hour by a value {@code "1h"}, and a quotation mark
   * inside of a JSON text would have a backslash. OpenAI's {@code prompt_cache_retention} means at least an hour.
   */
  static Duration life(BodyScan scan) {
    boolean hour = ByteSearch.indexOf(scan.body(), 0, scan.body().length, HOUR) >= 0
        || scan.fields().stream().anyMatch(field -> field.name().equals("prompt_cache_retention"));
    return hour ? LONG : USUAL;
  }
}
