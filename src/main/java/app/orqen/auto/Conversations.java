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
   * Returns a name for a conversation, made of its session's id, or of how it begins when it has no session.
   *
   * @param asked the model that was asked for. A session that asks for two models is two conversations.
   * @param sessionId the session's id; null when the request is in no session
   */
  static String key(Principal caller, String asked, String sessionId, Task task) {
    return caller.keyId() + '\n' + asked + '\n' + (sessionId != null ? "s" + sessionId : "o" + task.opening());
  }

  /** Returns the model that a conversation was given, or null when the conversation isn't remembered. */
  Held find(String key) {
    return held.getIfPresent(key);
  }

  void put(String key, Held given) {
    held.put(key, given);
  }

  /** Notes that another model answered instead of the picked one. The next request goes to it, because its provider has the cache. */
  void moved(String key, String from, String to) {
    held.asMap().computeIfPresent(key, (same, given) -> given.model().equals(from) ? given.with(to) : given);
  }
}
