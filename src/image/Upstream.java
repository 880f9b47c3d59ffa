import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A provider of OpenAI's form for train.sh: one answer, streamed when asked for. Prints its port. */
final class Upstream {

  private static final String USAGE = "\"usage\":{\"prompt_tokens\":250,\"completion_tokens\":180,\"total_tokens\":430}";
  private static final String HEAD = "\"id\":\"chatcmpl-1\",\"created\":1,\"model\":\"gpt-4o-mini\",";
  private static final String ANSWER = "{" + HEAD + "\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
      + "{\"role\":\"assistant\",\"content\":\"" + "y".repeat(740) + "\"},\"finish_reason\":\"stop\"}]," + USAGE + "}";

  private Upstream() {}

  public static void main(String[] arguments) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", Upstream::answer);
    server.start();
    System.out.println(server.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean stream = request.contains("\"stream\":true");
    exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
    exchange.sendResponseHeaders(200, stream ? 0 : ANSWER.length());
    try (OutputStream out = exchange.getResponseBody()) {
      out.write((stream ? events() : ANSWER).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String events() {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      events.append(event("[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]", ""));
    }
    return events.append(event("[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", ""))
        .append(event("[]", "," + USAGE)).append("data: [DONE]\n\n").toString();
  }

  private static String event(String choices, String more) {
    return "data: {" + HEAD + "\"object\":\"chat.completion.chunk\",\"choices\":" + choices + more + "}\n\n";
  }
}
