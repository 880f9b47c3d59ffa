package app.orqen.policy;

import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** A kind of failure of a target before its first content, for which a plan goes on to the next target. */
public enum Condition {
  /** It couldn't be reached, or its connection broke off before the answer was there. */
  CONNECT("connect"),
  /** It stayed silent. */
  TIMEOUT("timeout"),
  /** It reported a failure of its own, or its answer makes no sense. */
  SERVER_ERROR("5xx"),
  /** It has had too many requests. */
  TOO_MANY("429"),
  /** It is overloaded. */
  OVERLOADED("529"),
  /** It refused the credential. */
  CREDENTIAL("424"),
  /** Its circuit breaker is open. */
  OPEN("open"),
  /** The request is too long for the model. */
  CONTEXT("context"),
  /** It doesn't have the model, or not for this account. That is the client's error where the client has named the model. */
  MISSING("404");

  /** What holds for a plan that doesn't say: everything but {@link #CONTEXT} and {@link #MISSING}. */
  public static final Set<Condition> DEFAULT = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(CONTEXT, MISSING)));

  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int OVERLOADED_SITE = 529;

  private static final int SERVER_ERRORS = 500;
  /** How OpenAI's, Anthropic's, Bedrock's, Gemini's and open servers' messages about a request that is too long read. */
  private static final Pattern TOO_LONG = Pattern.compile("maximum context length|context window|prompt is too long|input is too long"
      + "|exceeds? the (maximum|context|model's)[^.]*tokens|input token count[^.]*exceeds|too many (input )?tokens", Pattern.CASE_INSENSITIVE);

  private final String label;

  Condition(String label) {
    this.label = label;
  }

  /** Returns the word by which a policy's file means it. */
  public String label() {
    return label;
  }

  /** Returns the condition of a word, or null. */
  public static Condition find(String word) {
    for (Condition one : values()) {
      if (one.label.equals(word)) {
        return one;
      }
    }
    return null;
  }

  /** Returns what a provider's status means; null for the client's own errors, which would fail everywhere. */
  public static Condition ofStatus(int status) {
    return switch (status) {
      case 401, 403, 424 -> CREDENTIAL;
      case NOT_FOUND -> MISSING;
      case TOO_MANY_REQUESTS -> TOO_MANY;
      case OVERLOADED_SITE -> OVERLOADED;
      default -> status >= 500 ? SERVER_ERROR : null;
    };
  }

  /** Returns whether an error says that the request is too long for the model, by its code or in the words of some provider. */
  private static boolean isTooLong(ProviderError error) {
    return "context_length_exceeded".equals(error.code()) || error.message() != null && TOO_LONG.matcher(error.message()).find();
  }

  /** Returns what a provider's error means, in an answer with a status of its own or in the middle of a stream; null as above. */
  public static Condition of(int status, ProviderError error) {
    if (error.credentialsRejected(status)) {
      return CREDENTIAL;
    }
    if (error.kind() == ErrorKind.BROKEN_STREAM) {
      return SERVER_ERROR;
    }
    if (status < SERVER_ERRORS && status != TOO_MANY_REQUESTS && isTooLong(error)) {
      return CONTEXT;
    }
    return ofStatus(status);
  }
}
