package app.orqen.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Two replicas on one PostgreSQL: a session holds on both, ends on both, and no page breaks when the database is away. */
class ITSessionsEverywhere {

  private static HttpRequest.Builder browser(Gateway gateway, String path, String cookie) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
        .header("Sec-Fetch-Site", "same-origin").header("Content-Type", "application/x-www-form-urlencoded");
    return cookie == null ? request : request.header("Cookie", cookie);
  }

  private static String signIn(Gateway gateway, String key) {
    return Gateway.send(browser(gateway, "/ui/sign-in", null).POST(HttpRequest.BodyPublishers.ofString("key=" + key)))
        .headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
  }

  private static HttpResponse<String> get(Gateway gateway, String path, String cookie) {
    return Gateway.send(browser(gateway, path, cookie).GET());
  }

  @Test
  void aSessionIsEverywhereOrNowhere() throws Exception {
    EmbeddedPostgres postgres = Postgres.start();
    String[] settings = {"spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
      "spring.datasource.username=postgres", "spring.datasource.password=postgres", "orqen.tools.embeddings=false",
      "spring.datasource.hikari.connection-timeout=1000"};
    try (Gateway one = Gateway.start(settings); Gateway two = Gateway.start(settings)) {
      one.post("/v1/chat/completions", "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
      String cookie = signIn(one, Gateway.KEY);
      for (String path : new String[] {"/", "/ui/keys", "/ui/providers", "/ui/usage", "/ui/requests", "/ui/playground"}) {
        assertThat(get(two, path, cookie).statusCode()).as(path).isEqualTo(200);
      }
      String csrf = get(two, "/ui/keys/new", cookie).body().replaceAll("(?s).*name=\"_csrf\" value=\"([0-9a-f]+)\".*", "$1");
      Gateway.send(browser(two, "/ui/sign-out", cookie).POST(HttpRequest.BodyPublishers.ofString("_csrf=" + csrf)));
      assertThat(get(one, "/ui/keys", cookie).statusCode()).as("signed out on the other replica").isEqualTo(303);

      String made = one.post("/v1/account/keys", "{\"name\":\"to revoke\"}").body();
      String other = signIn(one, made.replaceAll("(?s).*\"key\":\"([^\"]+)\".*", "$1"));
      assertThat(get(two, "/ui/keys", other).statusCode()).isEqualTo(200);
      Gateway.send(one.request("/v1/account/keys/" + made.replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1")).DELETE());
      assertThat(get(two, "/ui/keys", other).statusCode()).as("revoked on the other replica").isEqualTo(303);

      String last = signIn(one, Gateway.KEY);
      postgres.close();
      HttpResponse<String> away = get(one, "/ui/keys", last);
      assertThat(away.statusCode()).isEqualTo(503);
      assertThat(away.headers().firstValue("Retry-After")).contains("30");
      assertThat(away.body()).contains("temporarily unavailable").contains("</html>");
    }
  }
}
