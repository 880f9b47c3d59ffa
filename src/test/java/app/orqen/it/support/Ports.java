package app.orqen.it.support;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for processes that must be told theirs, or keep it while they are stopped. They are below those that systems give to
 * connections and to callers that ask for any (from 32768 on Linux), so that none is taken between its choice and its use.
 */
public final class Ports {

  private static final int FIRST = 20_000;
  private static final int COUNT = 10_000;
  /** Each process of tests begins somewhere else, and gives none twice. */
  private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  public static int free() {
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + NEXT.getAndIncrement() % COUNT;
      try (ServerSocket socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken
      }
    }
    throw new IllegalStateException("no free port from " + FIRST);
  }
}
