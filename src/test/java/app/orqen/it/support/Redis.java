package app.orqen.it.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import redis.embedded.core.ExecutableProvider;

/** A real Redis, on a port that it keeps when it is stopped and started; empty after each start. */
public final class Redis implements AutoCloseable {

  public static final String PASSWORD = "redis-canary-51d8";

  private final File binary;
  private final int port = Ports.free();
  private Process server;

  public Redis() {
    try {
      binary = ExecutableProvider.newJarResourceProvider().get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  public String url() {
    return "redis://:" + PASSWORD + "@127.0.0.1:" + port;
  }

  public void start() {
    try {
      server = new ProcessBuilder(binary.getPath(), "--port", Integer.toString(port), "--bind", "127.0.0.1",
          "--requirepass", PASSWORD, "--save", "", "--appendonly", "no")
          .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      Eventually.holds(() -> accepts() || !server.isAlive());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    if (!server.isAlive()) {
      throw new AssertionError("redis-server did not start: exit " + server.exitValue());
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public void stop() {
    server.destroyForcibly();
    try {
      server.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** It keeps its connections, and answers nothing. */
  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(server.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
