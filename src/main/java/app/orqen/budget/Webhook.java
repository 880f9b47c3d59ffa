package app.orqen.budget;

import app.orqen.secret.Secret;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts events as JSON to {@code orqen.webhook.url}, signed by {@code orqen.webhook.secret}. A post without a 2xx answer is repeated
 * with growing pauses, seven times in about two hours.
 */
final class Webhook {

  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final JsonMapper JSON = JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int TRIES = 8;
  private static final int GROWTH = 4;

  private final URI url;
  private final Secret secret;
  private final Duration firstPause;
  private final ScheduledExecutorService background;
  private final HttpClient client;

  /**
   * Makes the way to a webhook.
   *
   * @param url where events are sent; null when no webhook is configured
   * @param secret signs the bodies; null when they are not to be signed
   * @param firstPause until the second attempt; the ones after it wait four times as long each
   */
  Webhook(URI url, Secret secret, Duration firstPause, ScheduledExecutorService background) {
    this.url = url;
    this.secret = secret;
    this.firstPause = firstPause;
    this.background = background;
    this.client = url == null ? null : HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER).build();
  }

  /** Posts an event, now or when it is answered. */
  void send(Map<String, Object> event) {
    if (url == null) {
      return;
    }
    try {
      post(JSON.writeValueAsBytes(event), 1, firstPause);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void post(byte[] body, int attempt, Duration pause) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(PATIENCE).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (secret != null) {
      request.header("x-orqen-signature", "sha256=" + secret.hmacSha256(body));
    }
    client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding()).whenComplete((answer, failure) -> {
      if (failure == null && answer.statusCode() / 100 == 2) {
        return;
      }
      String why = failure == null ? "status " + answer.statusCode() : failure.toString();
      if (attempt == TRIES) {
        LOG.warn("The webhook (ORQEN_WEBHOOK_URL) didn't take an event in {} attempts: {}", TRIES, why);
        return;
      }
      LOG.debug("The webhook didn't take an event: {}", why);
      background.schedule(() -> post(body, attempt + 1, pause.multipliedBy(GROWTH)), pause.toMillis(), TimeUnit.MILLISECONDS);
    });
  }
}
