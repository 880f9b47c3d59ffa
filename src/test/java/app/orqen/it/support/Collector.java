package app.orqen.it.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Takes spans by OTLP over HTTP, as a collector does. */
public final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> services = new CopyOnWriteArrayList<>();

  public Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] sent = exchange.getRequestBody().readAllBytes();
    InputStream body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
        ? new GZIPInputStream(new ByteArrayInputStream(sent)) : new ByteArrayInputStream(sent);
    byte[] plain = body.readAllBytes();
    LeakWatch.letOut("spans", new String(plain, StandardCharsets.ISO_8859_1));
    ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(plain);
    request.getResourceSpansList().forEach(resource -> {
      services.add(attributes(resource.getResource().getAttributesList()).get("service.name"));
      resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
    });
    exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<String> services() {
    return services;
  }

  /** Waits for the spans of one trace. */
  public List<Span> await(String traceId, int count) throws Exception {
    return Eventually.ask(() -> spans.stream().filter(span -> hex(span.getTraceId().toByteArray()).equals(traceId)).toList(),
        found -> found.size() >= count);
  }

  List<Span> all() {
    return spans;
  }

  public static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  public static Map<String, String> attributes(List<KeyValue> pairs) {
    Map<String, String> attributes = new TreeMap<>();
    for (KeyValue pair : pairs) {
      attributes.put(pair.getKey(), switch (pair.getValue().getValueCase()) {
        case INT_VALUE -> Long.toString(pair.getValue().getIntValue());
        case DOUBLE_VALUE -> Double.toString(pair.getValue().getDoubleValue());
        default -> pair.getValue().getStringValue();
      });
    }
    return attributes;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
