package app.orqen.it.support;

import app.orqen.promptcache.Affinity;
import com.github.benmanes.caffeine.cache.Cache;
import org.springframework.test.util.ReflectionTestUtils;

/** The conversations that a gateway keeps at the target which answered them last. */
public final class Conversations {

  private Conversations() {}

  /** Has the gateway forget where they were answered, as it does by itself when their prompt caches have ended. */
  public static void forget(Gateway gateway) {
    ((Cache<?, ?>) ReflectionTestUtils.getField(gateway.bean(Affinity.class), "held")).invalidateAll();
  }
}
