package app.orqen.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged gateway as an operator starts it: a process of its own, told everything by its environment. */
public final class GatewayProcess implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(5);

  private final Process process;
  private final Path log;
  public final int port;
  public final int managementPort;

  private GatewayProcess(Process process, Path log, int port, int managementPort) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.managementPort = managementPort;
  }

  /** A working folder with nothing in it but what one who downloads the gateway has. */
  public static Path folder() throws IOException {
    Path folder = Files.createTempDirectory("orqen-process");
    Files.copy(Path.of("application.yaml"), folder.resolve("application.yaml"));
    copyRoutes(folder.resolve("routes"));
    return folder;
  }

  public static void copyRoutes(Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Starts one and waits until it is ready. Its ports are free ones, given by the environment too. */
  public static GatewayProcess start(Path folder, Map<String, String> environment) throws Exception {
    return start(folder, environment, "-Xmx256m");
  }

  /** Starts one with options of the JVM, such as its heap. */
  public static GatewayProcess start(Path folder, Map<String, String> environment, String... options) throws Exception {
    GatewayProcess gateway = launch(folder, environment, options);
    gateway.awaitReady();
    return gateway;
  }

  /** Starts one that can't serve, and returns what it printed before it ended. */
  public static String failToStart(Path folder, Map<String, String> environment) throws Exception {
    try (GatewayProcess gateway = launch(folder, environment, "-Xmx256m")) {
      if (gateway.awaitExit(START) == 0) {
        throw new AssertionError("a start that fails ends with another code than 0:\n" + gateway.log());
      }
      return gateway.log();
    }
  }

  private static GatewayProcess launch(Path folder, Map<String, String> environment, String... options) throws IOException {
    int port = Ports.free();
    int managementPort = Ports.free();
    Path log = folder.resolve("out.log");
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(List.of("-jar", Path.of("target", "orqen.jar").toAbsolutePath().toString()));
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> all = new HashMap<>(environment);
    all.putIfAbsent("ORQEN_TOOLS_EMBEDDINGS", "false");
    all.putIfAbsent("SERVER_PORT", Integer.toString(port));
    all.put("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
    all.putIfAbsent("ORQEN_HTTPS_PORT", Integer.toString(Ports.free()));
    // The latter two make Java print a line of its own.
    builder.environment().keySet().removeIf(name -> name.startsWith("ORQEN_") || name.startsWith("SPRING_")
        || name.equals("JAVA_TOOL_OPTIONS") || name.equals("JDK_JAVA_OPTIONS"));
    builder.environment().putAll(all);
    return new GatewayProcess(builder.start(), log, port, managementPort);
  }

  private void awaitReady() throws Exception {
    Eventually.ask(START, () -> !process.isAlive() || isReady(), ended -> ended);
    if (process.isAlive() && isReady()) {
      return;
    }
    String said = log();
    close();
    throw new AssertionError("the gateway did not start:\n" + said);
  }

  private boolean isReady() throws Exception {
    return accepts(managementPort) && management("/actuator/health/readiness").statusCode() == 200;
  }

  public static boolean accepts(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public URI address(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(address(path)).header("Authorization", "Bearer " + token);
  }

  public HttpResponse<String> get(String path, String token) {
    return Gateway.send(request(path, token).GET());
  }

  public HttpResponse<String> send(String method, String path, String token, String json) {
    return Gateway.send(request(path, token).header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(json)));
  }

  public HttpResponse<String> management(String path) {
    return Gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path)).GET());
  }

  /** All that it has printed. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines that are whole already. */
  public List<String> logLines() {
    String log = log();
    return log.substring(0, log.lastIndexOf('\n') + 1).lines().filter(line -> !line.isBlank()).toList();
  }

  /** What Kubernetes and systemd do first: SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Ends it in the middle of whatever it does, by SIGKILL, and returns its exit code. */
  public int kill() throws InterruptedException {
    process.destroyForcibly();
    return process.waitFor();
  }

  /** Collects garbage, and returns the bytes of heap that are left. */
  public long liveHeap() throws IOException {
    Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(process.pid()), "GC.class_histogram").redirectErrorStream(true).start();
    String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher total = Pattern.compile("Total +\\d+ +(\\d+)").matcher(histogram);
    if (!total.find()) {
      throw new AssertionError("no histogram:\n" + histogram);
    }
    return Long.parseLong(total.group(1));
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public int awaitExit(Duration most) throws InterruptedException {
    if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the gateway did not end within " + most + ":\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    LeakWatch.letOut("log of a gateway process", log().replaceFirst("(?s)Orqen key \\(shown once\\).*?(\\}'|as soon as it does\\.)\\s*\n", ""));
  }
}
