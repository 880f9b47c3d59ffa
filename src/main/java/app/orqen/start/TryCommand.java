package app.orqen.start;

import app.orqen.key.ApiKey;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code orqen.jar try <provider> [model]}: prints what the routes folder would send to a provider for a sample request of each
 * surface, plain and streamed. It starts a gateway with an empty database in memory on a local port, calls it, and catches each
 * call where it would leave. It opens no connection to a provider.
 */
final class TryCommand {

  private TryCommand() {}

  /**
   * Asks and prints.
   *
   * @param words what follows {@code try} on the command line
   * @return the exit code: 0 when every sample reached the provider's door, 1 when one was refused or the folder is, 2 when
   *     the command isn't understood
   */
  static int run(Class<?> application, List<String> words, PrintStream out) {
    if (words.isEmpty() || words.size() > 2 || words.get(0).startsWith("-")) {
      out.println("Usage: java -jar orqen.jar try <provider> [model]");
      return 2;
    }
    String key = ApiKey.generate().reveal();
    CaughtCalls calls = new CaughtCalls();
    List<String> settings = new ArrayList<>(List.of("--server.address=127.0.0.1", "--server.port=0",
        "--management.server.port=-1", "--orqen.bootstrap-key=" + key, "--orqen.dashboard.enabled=false"));
    settings.addAll(Offline.settings());
    try (ConfigurableApplicationContext context = new SpringApplicationBuilder(application).profiles(Commands.PROFILE)
        .initializers(made -> made.getBeanFactory().registerSingleton("caughtCalls", (ExecChainHandler) calls))
        .run(settings.toArray(String[]::new))) {
      ProviderRegistry providers = context.getBean(ProviderRegistry.class);
      Provider provider = providers.find(words.get(0));
      if (provider == null) {
        out.println("There is no provider '" + words.get(0) + "' in this folder, or it exists only when ORQEN_PROVIDERS_"
            + words.get(0).toUpperCase(Locale.ROOT) + "_BASE_URL is set. There are: "
            + String.join(", ", providers.all().keySet()) + ".");
        return 2;
      }
      String url = "http://127.0.0.1:" + ((WebServerApplicationContext) context).getWebServer().getPort();
      String model = words.size() == 2 ? words.get(1) : "sample-model";
      return ask(new Samples(provider, model), url, key, calls, out);
    } catch (RuntimeException e) {
      out.println(Offline.reason(e));
      return Offline.isRefused(e) ? 1 : 2;
    }
  }

  private static int ask(Samples samples, String url, String key, CaughtCalls calls, PrintStream out) {
    int code = 0;
    HttpClient http = HttpClient.newHttpClient();
    for (Samples.Sample sample : samples.all()) {
      calls.take();
      HttpResponse<String> answer = send(http, HttpRequest.newBuilder(URI.create(url + sample.path()))
          .header("Authorization", "Bearer " + key).header("Content-Type", "application/json")
          .method(sample.method(), HttpRequest.BodyPublishers.ofString(sample.body())).build());
      List<String> caught = calls.take();
      if (sample.title().isEmpty()) {
        if (answer.statusCode() >= 400) {
          out.println("The sample credential is refused: " + answer.body());
          return 1;
        }
        continue;
      }
      out.println("# " + sample.title());
      if (caught.isEmpty()) {
        out.println("Refused by the gateway with status " + answer.statusCode() + ": " + answer.body());
        code = 1;
      }
      caught.forEach(call -> out.println(samples.starred(call)));
      out.println();
    }
    return code;
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("The gateway of this command doesn't answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
