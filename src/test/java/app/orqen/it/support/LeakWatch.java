package app.orqen.it.support;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Looks for secrets after every test of this package, in all that the gateway let out: what was logged, the answers that
 * came through {@link Gateway}, the metrics of the gateways that run, and what {@link StandIn}s were sent.
 *
 * <p>Secrets of tests contain the word "canary", and nothing else does. Registered for all tests by
 * {@code META-INF/services}.
 */
public final class LeakWatch implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private static final Pattern CANARY = Pattern.compile("[\\w./+=-]*canary[\\w./+=-]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern ORQEN_KEY = Pattern.compile("sk-orq-[0-9a-f]{64}");
  private static final int EXCERPT = 200;

  private static final ByteArrayOutputStream LOGGED = new ByteArrayOutputStream();
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static boolean listening;

  /** Notes what the gateway let out: a log, an answer, metrics. */
  public static void letOut(String where, String text) {
    note(where, CANARY.matcher(text), text);
    note(where, ORQEN_KEY.matcher(text), text);
  }

  /** Notes an answer. A new key is shown once, in a 201, and a new secret in the answer to a rotation. */
  public static void answered(HttpResponse<?> answer) {
    String head = answer.request().uri() + " " + answer.headers().map();
    if (answer.statusCode() == 201 || answer.request().uri().getPath().endsWith("/rotate")) {
      letOut("headers of " + answer.request().uri(), head);
      note("answer", CANARY.matcher(answer.body().toString()), answer.body().toString());
    } else {
      letOut("answer of " + answer.request().uri(), answer.headers().map() + "\n" + answer.body());
    }
  }

  /** Notes what a provider was sent: its own credential, and never who the caller is. */
  public static void sentUpstream(String text) {
    note("request to a provider", ORQEN_KEY.matcher(text), text);
    note("request to a provider", Pattern.compile(Pattern.quote(Gateway.ADMIN_TOKEN)).matcher(text), text);
  }

  private static void note(String where, Matcher found, String text) {
    if (found.find()) {
      int from = Math.max(0, found.start() - EXCERPT);
      LEAKS.add(where + ": '" + found.group() + "' in «"
          + text.substring(from, Math.min(text.length(), found.end() + EXCERPT)) + "»");
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    synchronized (LOGGED) {
      if (!listening) {
        listening = true;
        System.setOut(new PrintStream(new Tee(System.out), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new Tee(System.err), true, StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    check();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    check();
  }

  /** Fails when anything has leaked since it was last asked. */
  public void check() {
    Gateway.running().forEach(gateway -> letOut("metrics", gateway.metrics()));
    synchronized (LOGGED) {
      letOut("log", LOGGED.toString(StandardCharsets.UTF_8));
      LOGGED.reset();
    }
    List<String> leaks = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      leaks.add(leak);
    }
    if (!leaks.isEmpty()) {
      throw new AssertionError("Secrets leaked:\n" + String.join("\n", leaks));
    }
  }

  /** Writes to two places. */
  private static final class Tee extends OutputStream {

    private final PrintStream first;

    Tee(PrintStream first) {
      this.first = first;
    }

    @Override
    public void write(int b) {
      first.write(b);
      synchronized (LOGGED) {
        LOGGED.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      first.write(bytes, offset, length);
      synchronized (LOGGED) {
        LOGGED.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() {
      first.flush();
    }
  }
}
