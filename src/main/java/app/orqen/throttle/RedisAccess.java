package app.orqen.throttle;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The Redis that replicas share, if there is one: counters that hold over all of them. */
public final class RedisAccess implements AutoCloseable {

  private final RedisLink link;

  /**
   * Makes the way to a Redis.
   *
   * @param link the connection; null when no Redis is configured
   */
  RedisAccess(RedisLink link) {
    this.link = link;
  }

  /** Returns whether a Redis is configured, whether or not it answers. */
  public boolean isConfigured() {
    return link != null;
  }

  /** Returns whether it answers. */
  public boolean isUp() {
    return link != null && link.isUp();
  }

  RedisLink link() {
    return link;
  }

  /**
   * Runs a script in Redis and waits for what it returns, at most {@code orqen.redis-timeout}.
   *
   * @return numbers as {@link Long}, texts as byte arrays
   * @throws RuntimeException when Redis is away or takes too long; it then counts as away for all requests
   */
  public List<Object> run(String script, String[] keys, String... arguments) {
    if (link == null) {
      throw new IllegalStateException("there is no Redis");
    }
    return link.run(script, keys, arguments);
  }

  /** Runs a script in Redis without waiting for it. The stage ends badly when Redis is away. */
  public CompletionStage<List<Object>> send(String script, String[] keys, String... arguments) {
    if (link == null) {
      throw new IllegalStateException("there is no Redis");
    }
    return link.send(script, keys, arguments);
  }

  @Override
  public void close() {
    if (link != null) {
      link.close();
    }
  }
}
