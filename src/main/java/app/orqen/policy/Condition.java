package app.orqen.policy;

import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** A kind of failure of a target before its first content, after which a plan goes on to the next target. */
public enum Condition {
  /** The target couldn't be reached, or the connection broke off before the answer began. */
  CONNECT("connect"),
  /** The target didn't answer within the time limit. */
  TIMEOUT("timeout"),
  /** The target reported a failure of its own, or its answer breaks the rules of its protocol. */
  SERVER_ERROR("5xx"),
  /** The target has had too many requests. */
  TOO_MANY("429"),
  /** The target is overloaded. */
  OVERLOADED("529"),
  /** The target refused the credential. */
  CREDENTIAL("424"),
  /** The target's circuit breaker is open. */
  OPEN("open"),
  /** The request is too long for the model. */
  CONTEXT("context"),
  /** The target doesn't have the model, or not for this account. If the client has named the model, that is the client's error. */
  MISSING("404");

  /** The conditions of a plan that names none: all but {@link #CONTEXT} and {@link #MISSING}. */
  public static final Set<Condition> DEFAULT = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(CONTEXT, MISSING)));

  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int OVERLOADED_SITE = 529;

  private static final int SERVER_ERRORS = 500;
  /** Wordings of OpenAI, Anthropic, Bedrock, Gemini and open servers in errors about a request that is too long. */
  private static final Pattern TOO_LONG = Pattern.compile("maximum context length|context window|prompt is too long|input is too long"
      + "|exceeds? the (maximum|context|model's)[^.]*tokens|input token count[^.]*exceeds|too many (input )?tokens", Pattern.CASE_INSENSITIVE);

  private final String label;

  Condition(String label) {
    this.label = label;
  }

  /** Returns the word that a policy's file has for this condition. */
  public String label() {
    return label;
  }

  /** Returns the condition that a policy's file means by a word, or null when the word means none. */
  public static Condition find(String word) {
    for (Condition one : values()) {
      if (one.label.equals(word)) {
        return one;
      }
    }
    return null;
  }

  /** Returns what a provider's status means; null for an error of the client's own, which would be the same at every target. */
  public static Condition ofStatus(int status) {
    return switch (status) {
      case 401, 403, 424 -> CREDENTIAL;
      case NOT_FOUND -> MISSING;
      case TOO_MANY_REQUESTS -> TOO_MANY;
      case OVERLOADED_SITE -> OVERLOADED;
      default -> status >= 500 ? SERVER_ERROR : null;
    };
  }

  /** Returns whether an error's code or wording says that the request is too long for the model. */
  private static boolean isTooLong(ProviderError error) {
    return "context_length_exceeded".equals(error.code()) || error.message() != null && TOO_LONG.matcher(error.message()).find();
  }

  /**
   * Returns what a provider's error means, whether it came as an answer or in the middle of a stream. Returns null for an error of the
   * client's own.
   *
   * @param status the HTTP status of the answer, or in a stream the one that fits the error
   */
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
