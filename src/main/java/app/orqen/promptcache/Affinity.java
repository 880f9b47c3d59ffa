package app.orqen.promptcache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * Where each conversation was answered last, for as long as the provider's prompt cache lasts. In the memory of this process, bounded;
 * what is forgotten costs a conversation at most one reading of its prompt at the full price.
 */
public final class Affinity {

  /** Conversations; an entry takes about 300 bytes. */
  private static final int MOST = 100_000;

  /**
   * Where a conversation's prompt is cached.
   *
   * @param target {@code provider/model}
   * @param credential the name of the stored credential; null when it came with the request
   */
  public record Place(String target, String credential) {

    /** Returns the place in words, for a trace. */
    @Override
    public String toString() {
      return credential == null ? target : target + " (" + credential + ")";
    }
  }

  /**
   * What is known of a conversation.
   *
   * @param tokens of its prompt that the cache had after the last answer
   */
  public record Held(Place place, long tokens, Duration life) {}

  private final Cache<String, Held> held;

  Affinity(Ticker ticker) {
    held = Caffeine.newBuilder().maximumSize(MOST).ticker(ticker).executor(Runnable::run)
        .expireAfter(Expiry.<String, Held>writing((key, one) -> one.life)).build();
  }

  /** Returns where a conversation has its cache; null when it has none that still lasts. */
  public Held find(ConversationKey conversation) {
    return held.getIfPresent(conversation.text());
  }

  /** Notes where a conversation was answered. Its cache lasts from now on. */
  public void answered(ConversationKey conversation, Place place, long tokens) {
    held.put(conversation.text(), new Held(place, tokens, conversation.life()));
  }
}
