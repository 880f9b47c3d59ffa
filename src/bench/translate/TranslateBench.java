import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.front.Translation;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

/** CPU of translating a request of 200 KiB, for every pair, as a multiple of one Jackson tree parse of the same bytes. */
final class TranslateBench {

  private static final int WARM_UP = 1000;
  private static final int ROUNDS = 40;
  private static final int ATTEMPTS = 10;
  private static final int SIZE = 200 * 1024;
  private static final String PROSE = " of prose,\\n a \\\"quote\\\", a slash \\/ and é😀 \\ud83d\\ude00 ";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TranslateBench() {}

  public static void main(String[] args) throws Exception {
    System.out.printf("%s, %s%n%n| request, pair | KiB | tree parse µs | translation µs | ratio |%n|---|--:|--:|--:|--:|%n",
        System.getProperty("java.vm.name"), System.getProperty("java.version"));
    rows("conversation", conversation());
    rows("one long text", message("\"" + PROSE.repeat(SIZE / PROSE.length()) + "\""));
    rows("an image", message("[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
        + "iVBORw0K".repeat(SIZE / 8) + "\"}}]"));
  }

  private static void rows(String shape, byte[] openAi) throws Exception {
    Map<Surface, byte[]> bodies = new LinkedHashMap<>();
    for (Surface surface : WireRegistry.surfaces()) {
      if (surface.spoken() == WireRegistry.INVOKE) {
        continue; // its bodies are another surface's
      }
      Translation translation = Translation.of(WireRegistry.surfaceOf("/v1/chat/completions"), surface.spoken());
      bodies.put(surface, translation == null ? openAi : translation.request(openAi, context(surface.spoken())).body());
    }
    for (Surface surface : bodies.keySet()) {
      for (ProviderWire provider : WireRegistry.providers()) {
        Translation translation = Translation.of(surface, provider);
        if (translation != null) {
          row(shape, surface, provider, translation, bodies.get(surface));
        }
      }
    }
  }

  private static void row(String shape, Surface surface, ProviderWire provider, Translation translation, byte[] body)
      throws Exception {
    RequestContext context = context(provider);
    Callable<?> parse = () -> MAPPER.readTree(body);
    Callable<?> translate = () -> translation.request(body, context);
    for (int i = 0; i < WARM_UP; i++) {
      parse.call();
      translate.call();
    }
    // The best of several attempts, both ways: what others do on the machine only ever adds.
    long parsed = Long.MAX_VALUE;
    long translated = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS; i++) {
      parsed = Math.min(parsed, cost(parse));
      translated = Math.min(translated, cost(translate));
    }
    System.out.printf("| %s, %s to %s | %d | %d | %d | %.2f |%n", shape, surface.label(), provider.label(), body.length / 1024, parsed / ROUNDS / 1000,
        translated / ROUNDS / 1000, (double) translated / parsed);
  }

  private static RequestContext context(ProviderWire provider) {
    String model = switch (provider.label()) {
      case "openai" -> "gpt-4o";
      case "gemini" -> "gemini-2.5-pro";
      default -> "anthropic.claude-sonnet-4-5-20250929-v1:0";
    };
    return RequestContext.of("r", 1, model, true);
  }

  private static long cost(Callable<?> work) throws Exception {
    long start = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < ROUNDS; i++) {
      if (work.call() == null) {
        throw new IllegalStateException();
      }
    }
    return THREADS.getCurrentThreadCpuTime() - start;
  }

  private static byte[] message(String content) {
    String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}";
    return body.getBytes(StandardCharsets.UTF_8);
  }

  /** What agents send: prose and code with escapes, tool calls, results, forty tools. */
  private static byte[] conversation() {
    Random random = new Random(1);
    StringBuilder body = new StringBuilder("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"}");
    for (int i = 0; body.length() < SIZE - 12_000; i++) {
      String text = ("word" + random.nextInt(1000) + PROSE).repeat(6 + random.nextInt(9));
      body.append(",{\"role\":\"user\",\"content\":\"").append(text)
          .append("\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_").append(i)
          .append("\",\"type\":\"function\",\"function\":{\"name\":\"t0\",\"arguments\":\"{\\\"path\\\":\\\"/a/b\\\",\\\"n\\\":")
          .append(i).append("}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call_").append(i).append("\",\"content\":\"")
          .append(text).append("\"}");
    }
    body.append("],\"tools\":[");
    for (int i = 0; i < 40; i++) {
      body.append(i == 0 ? "" : ",").append("{\"type\":\"function\",\"function\":{\"name\":\"t").append(i)
          .append("\",\"description\":\"does something with care\",\"parameters\":{\"type\":\"object\",\"properties\":{")
          .append("\"path\":{\"type\":\"string\",\"description\":\"where it is\"},\"n\":{\"type\":\"integer\"}},")
          .append("\"required\":[\"path\"]}}}");
    }
    return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
