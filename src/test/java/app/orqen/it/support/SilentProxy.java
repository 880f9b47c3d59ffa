package app.orqen.it.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Passes bytes between clients and a server on this machine, until it is told to stop. Connections then stay open and nothing comes
 * any more, as after a failover whose old address is simply gone.
 */
public final class SilentProxy implements AutoCloseable {

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile AtomicBoolean passing = new AtomicBoolean(true);

  public SilentProxy(int target) throws IOException {
    this.target = target;
    start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Nothing passes on the connections that are open now. New ones work. */
  public void silenceTheOpenOnes() {
    AtomicBoolean old = passing;
    passing = new AtomicBoolean(true);
    old.set(false);
  }

  /** Nothing passes any more, on new connections neither. */
  public void silence() {
    passing.set(false);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        AtomicBoolean open = passing;
        start(() -> pass(client, server, open));
        start(() -> pass(server, client, open));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void pass(Socket from, Socket to, AtomicBoolean open) {
    byte[] bytes = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (open.get()) {
          out.write(bytes, 0, count);
        }
      }
      if (open.get()) {
        to.close();
      }
    } catch (IOException e) {
      // one side has closed
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "silent-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
