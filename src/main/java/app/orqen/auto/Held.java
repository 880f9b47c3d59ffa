package app.orqen.auto;

import app.orqen.auto.task.Task;

/**
 * What a conversation was given.
 *
 * @param model the model, as {@code provider/model}
 * @param tier the tier that was sought, 1 to 3; it only rises
 * @param basis the request's tokens when the tier was decided
 * @param tokens the tokens of its last request, which its provider may have in its cache
 * @param userTexts how many texts the user had when the tier was decided
 * @param errors how many tool results in a row were errors when the tier was decided
 * @param atMillis when its last request came, in milliseconds since 1970
 */
record Held(String model, int tier, long basis, long tokens, int userTexts, int errors, long atMillis) {

  /** How many errors of tools in a row show that the task is too hard for the model. */
  private static final int ERRORS = 3;
  /** A conversation is judged again when its tokens have at least doubled and grown by {@link #LEAST_GROWTH}. */
  private static final int GROWTH = 2;
  private static final int LEAST_GROWTH = 2_000;
  private static final int HIGHEST = 3;
  /** How long a provider's prompt cache lives, in milliseconds. */
  private static final long CACHED_MILLIS = 300_000;

  /** A change to a higher tier, and the reason for it. */
  record Rise(int tier, String why) {}

  /** Returns the higher tier that a conversation now needs; null when it can stay at its tier. */
  Rise rise(Task task, long inputTokens) {
    if (tier < HIGHEST && task.errorsInARow() >= errors + ERRORS) {
      return new Rise(tier + 1, task.errorsInARow() + " results of tools in a row are errors");
    }
    if (tier < HIGHEST && task.repeated() && task.userTexts() > userTexts) {
      return new Rise(tier + 1, "the user repeats what was said before");
    }
    boolean grown = inputTokens >= GROWTH * basis && inputTokens - basis >= LEAST_GROWTH;
    return grown && task.complexity().tier() > tier
        ? new Rise(task.complexity().tier(), "the conversation has grown, and its task looks harder now") : null;
  }

  /** Returns how many tokens its provider may still have in its cache. */
  long cached(long nowMillis) {
    return nowMillis - atMillis < CACHED_MILLIS ? tokens : 0;
  }

  /** Returns the same for the next request of the conversation. */
  Held next(long inputTokens, Task task, long nowMillis) {
    // When fewer errors in a row are left than before, new ones are counted from that lower number.
    return new Held(model, tier, basis, inputTokens, userTexts, Math.min(errors, task.errorsInARow()), nowMillis);
  }

  /** Returns the same with another model, which has answered in its place. */
  Held with(String other) {
    return new Held(other, tier, basis, tokens, userTexts, errors, atMillis);
  }
}
