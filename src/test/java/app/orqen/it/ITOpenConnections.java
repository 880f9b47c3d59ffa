package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.SmallGateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What connections cost that are open without a request: those that wait for the next one, and those whose head never ends. */
class ITOpenConnections {

  private static final int HEADS = 4200;

  private static SmallGateway small;

  @BeforeAll
  static void start() throws Exception {
    small = new SmallGateway();
  }

  @AfterAll
  static void stop() throws IOException {
    small.close();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    small.assertNothingIsLeft();
  }

  @Test
  void unfinishedHeadsCostLittleAndEnd() throws Exception {
    String begun = "GET /v1/models HTTP/1.1\r\nHost: gateway\r\nX-Padding: " + "a".repeat(150);
    long before = small.process.liveHeap();
    List<SocketChannel> heads = new ArrayList<>();
    try {
      for (int i = 0; i < HEADS; i++) {
        heads.add(small.connect(begun));
      }
      Eventually.holds(() -> small.metric("orqen_connections") >= HEADS);
      small.assertServesOthers();
      assertThat((small.process.liveHeap() - before) / HEADS).isLessThan(SmallGateway.CONNECTION_BYTES);
      // A byte now and then does not prolong the time of a head.
      Eventually.holds(() -> {
        drip(heads);
        return small.metric("orqen_connections_closed_total{reason=\"head_time\"}") >= HEADS;
      });
    } finally {
      SmallGateway.closeAll(heads);
    }
  }

  @Test
  void connectionsThatWaitForTheNextRequestCostLittle() throws Exception {
    long before = small.process.liveHeap();
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        SocketChannel channel = small.connect("GET /v1/models HTTP/1.1\r\nHost: gateway\r\n\r\n");
        ByteBuffer answer = ByteBuffer.allocate(2048);
        while (!new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).endsWith("}")) {
          assertThat(channel.read(answer)).isPositive();
        }
        idle.add(channel);
      }
      assertThat((small.process.liveHeap() - before) / idle.size()).isLessThan(SmallGateway.CONNECTION_BYTES);
    } finally {
      SmallGateway.closeAll(idle);
    }
  }

  @Test
  void connectionsOverTlsThatWaitForTheNextRequestCostLittle() throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new Trusting()}, null);
    List<SSLSocket> idle = new ArrayList<>();
    try {
      addIdle(trusting, idle, 100); // what is made once
      long before = small.process.liveHeap();
      addIdle(trusting, idle, 300);
      long held = (small.process.liveHeap() - before) / 300;
      assertThat(held).as("bytes of heap a connection").isLessThan(SmallGateway.CONNECTION_BYTES);
      for (SSLSocket connection : idle) {
        askOverTls(connection); // each still works
      }
    } finally {
      for (SSLSocket connection : idle) {
        connection.close();
      }
    }
  }

  private static void addIdle(SSLContext trusting, List<SSLSocket> idle, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      SSLSocket connection = (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", small.httpsPort);
      askOverTls(connection);
      idle.add(connection);
    }
  }

  private static void askOverTls(SSLSocket connection) throws IOException {
    connection.getOutputStream().write(("GET /v1/account/me HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + small.other
        + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    byte[] answer = new byte[4096];
    int length = 0;
    while (length == 0 || answer[length - 1] != '}') {
      int n = connection.getInputStream().read(answer, length, answer.length - length);
      assertThat(n).isPositive();
      length += n;
    }
    assertThat(new String(answer, 0, length, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");
  }

  /** The certificate is one that the gateway made for itself. */
  private static final class Trusting extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** The beginning of the next head comes with the request before it, and holds one of Tomcat's processors. */
  @Test
  void unfinishedHeadsBehindARequestAreFew() throws Exception {
    List<SocketChannel> heads = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        heads.add(small.connect("GET /v1/models HTTP/1.1\r\nHost: gateway\r\n\r\nGET /v1/mod"));
      }
      Eventually.holds(() -> small.metric("orqen_connections_closed_total{reason=\"head_memory\"}") > 800);
      small.assertServesOthers();
    } finally {
      SmallGateway.closeAll(heads);
    }
  }

  @Test
  void theManagementPortHasBoundsOfItsOwn() throws Exception {
    List<SocketChannel> heads = new ArrayList<>();
    try {
      long before = small.process.liveHeap();
      for (int i = 0; i < 2000; i++) {
        heads.add(SocketChannel.open(new InetSocketAddress("127.0.0.1", small.process.managementPort)));
        heads.get(i).write(ByteBuffer.wrap("GET /actuator/h".getBytes(StandardCharsets.US_ASCII)));
      }
      small.assertServesOthers();
      assertThat(small.process.liveHeap() - before).isLessThan(1000 * SmallGateway.CONNECTION_BYTES);
    } finally {
      SmallGateway.closeAll(heads);
    }
  }

  private static void drip(List<SocketChannel> heads) {
    for (SocketChannel head : heads) {
      try {
        head.write(ByteBuffer.wrap(new byte[] {'a'}));
      } catch (IOException e) {
        // This one is closed.
      }
    }
  }
}
