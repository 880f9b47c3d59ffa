package app.orqen.auto;

import app.orqen.auto.task.Task;
import app.orqen.key.Principal;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * Remembers in memory which model each conversation was given. A replica that doesn't know a conversation decides anew, by the same
 * text and nearly the same figures.
 */
final class Conversations {

  private static final int MOST = 20_000;
  private static final Duration FORGET_AFTER = Duration.ofHours(2);

  private final Cache<String, Held> held =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(FORGET_AFTER).executor(Runnable::run).build();

  /**
   * Returns the name of a conversation: by its session, else by how it begins.
   *
   * @param asked the model that was asked for: two of them are two conversations
   * @param sessionId null without a session
   */
  static String key(Principal caller, String asked, String sessionId, Task task) {
    return caller.keyId() + '\n' + asked + '\n' + (sessionId != null ? "s" + sessionId : "o" + task.opening());
  }

  /** Returns what a conversation was given, or null. */
  Held find(String key) {
    return held.getIfPresent(key);
  }

  void put(String key, Held given) {
    held.put(key, given);
  }

  /** Notes that another model has answered in the place of the picked one, so that the next request goes where the cache is. */
  void moved(String key, String from, String to) {
    held.asMap().computeIfPresent(key, (same, given) -> given.model().equals(from) ? given.with(to) : given);
  }
}
