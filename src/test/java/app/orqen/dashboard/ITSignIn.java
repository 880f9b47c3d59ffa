package app.orqen.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which keys open a session, what the browser keeps of it, and what ends it. */
class ITSignIn {

  private static HttpRequest.Builder browser(String path) {
    return HttpRequest.newBuilder(URI.create(Desk.GATEWAY.url() + path)).header("Sec-Fetch-Site", "same-origin")
        .header("Content-Type", "application/x-www-form-urlencoded");
  }

  private static HttpResponse<String> signIn(String form, String... headers) {
    HttpRequest.Builder request = browser("/ui/sign-in").POST(HttpRequest.BodyPublishers.ofString(form));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return Gateway.send(request);
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow();
  }

  /** The cookie of a new session, to be sent back. */
  private static String session() {
    return cookie(signIn("key=" + Gateway.KEY)).replaceFirst(";.*", "");
  }

  private static String newKey() {
    return Desk.GATEWAY.post("/v1/account/keys", "{\"name\":\"for a session\"}").body();
  }

  private static String field(String json, String name) {
    return json.replaceAll("(?s).*?\"" + name + "\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void inAndOut() {
    try (Desk desk = Desk.stranger()) {
      desk.open("/ui/keys");
      assertThat(desk.page).hasURL(Desk.GATEWAY.url() + "/ui/sign-in?next=%2Fui%2Fkeys");
      desk.inspect("sign-in");
      desk.page.getByLabel("Orqen key").fill(Gateway.KEY);
      desk.page.keyboard().press("Enter");
      assertThat(desk.page).hasURL(Desk.GATEWAY.url() + "/ui/keys");
      Cookie cookie = desk.context().cookies().get(0);
      desk.page.getByText("Sign out").click();
      assertThat(desk.page.locator("h1")).hasText("Sign in");
      assertThat(desk.context().cookies()).isEmpty();
      desk.context().addCookies(List.of(cookie));
      desk.open("/ui/keys");
      assertThat(desk.page.locator("h1")).hasText("Sign in");
    }
  }

  @Test
  void aWrongKeyIsRefusedInWords() {
    try (Desk desk = Desk.stranger().expecting(401)) {
      desk.signIn("sk-orq-" + "0".repeat(64));
      assertThat(desk.page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT)).containsText("isn't a key for this gateway");
      desk.signIn("nonsense");
      assertThat(desk.page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT)).containsText("isn't a key for this gateway");
      desk.inspect("sign-in-refused");
      assertThat(desk.context().cookies()).isEmpty();
    }
  }

  @Test
  void theKeyIsKeptNowhere() {
    try (Desk desk = Desk.stranger()) {
      desk.signIn(Gateway.KEY);
      assertThat(desk.page.locator("h1")).hasText("Overview");
      Cookie cookie = desk.context().cookies().get(0);
      assertThat(cookie.httpOnly).isTrue();
      assertThat(cookie.sameSite.name()).isEqualTo("STRICT");
      assertThat(cookie.value).hasSize(43).doesNotContain("sk-orq");
      assertThat(desk.page.evaluate("JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])"))
          .asString().startsWith("[\"\",{},").doesNotContain(Gateway.KEY.substring(0, 12)).doesNotContain(cookie.value);
      assertThat(desk.page.content()).doesNotContain(Gateway.KEY).doesNotContain(cookie.value);
      List<Map<String, Object>> rows = Desk.GATEWAY.bean(JdbcTemplate.class).queryForList("select * from dashboard_session");
      assertThat(rows.toString()).doesNotContain(Gateway.KEY).doesNotContain(cookie.value);
    }
  }

  @Test
  void theCookieIsSecureOverTls() {
    String host = URI.create(Desk.GATEWAY.url()).getAuthority();
    assertThat(cookie(signIn("key=" + Gateway.KEY, "Origin", "https://" + host))).contains("; Secure");
    assertThat(cookie(signIn("key=" + Gateway.KEY, "Origin", "http://" + host))).doesNotContain("Secure");
  }

  @ParameterizedTest
  @CsvSource({"/ui/keys,/ui/keys", "https://evil.example,/", "//evil.example,/", "/v1/models,/", "/ui/%0d%0aX:1,/",
    "/ui/../..//evil.example,/"})
  void afterwardsOnlyToAPageOfItsOwn(String next, String target) {
    HttpResponse<String> answer = signIn("key=" + Gateway.KEY + "&next=" + next);
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).contains(target);
  }

  @Test
  void revokingTheKeyEndsTheSession() {
    String made = newKey();
    try (Desk desk = Desk.signedIn(field(made, "key"))) {
      desk.open("/ui/requests");
      Gateway.send(Desk.GATEWAY.request("/v1/account/keys/" + field(made, "id")).DELETE());
      desk.expecting(401);
      // The live list notices by itself.
      assertThat(desk.page.locator("h1")).hasText("Sign in");
      desk.open("/");
      assertThat(desk.page.locator("h1")).hasText("Sign in");
      assertThat(Desk.GATEWAY.bean(JdbcTemplate.class).queryForObject(
          "select count(*) from dashboard_session s where not exists (select 1 from api_key k where k.key_hash = s.key_hash)",
          Long.class)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"'{\"active\":false}'", "'{\"expires_at\":\"SOON\"}'"})
  void aKeyThatDoesNotHoldAnyMoreEndsTheSession(String change) throws Exception {
    String made = newKey();
    String session = cookie(signIn("key=" + field(made, "key"))).replaceFirst(";.*", "");
    assertThat(Gateway.send(browser("/ui/keys").header("Cookie", session).GET()).statusCode()).isEqualTo(200);
    Instant soon = Instant.now().plusSeconds(4);
    assertThat(Gateway.send(Desk.GATEWAY.request("/v1/account/keys/" + field(made, "id"))
        .header("Content-Type", "application/json").method("PATCH",
            HttpRequest.BodyPublishers.ofString(change.replace("SOON", soon.toString())))).statusCode()).isEqualTo(200);
    Eventually.holds(() -> !change.contains("SOON") || Instant.now().isAfter(soon));
    assertThat(Gateway.send(browser("/ui/keys").header("Cookie", session).GET()).statusCode()).isEqualTo(303);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"Sec-Fetch-Site|cross-site", "Sec-Fetch-Site|same-site", "Sec-Fetch-Site|none",
      "Origin|https://evil.example", "Origin|null", "X-Nothing|x"})
  void nothingIsChangedFromElsewhere(String header, String value) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(Desk.GATEWAY.url() + "/ui/sign-in"))
        .header("Content-Type", "application/x-www-form-urlencoded").header(header, value)
        .POST(HttpRequest.BodyPublishers.ofString("key=" + Gateway.KEY));
    HttpResponse<String> answer = Gateway.send(request);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void aFormNeedsTheTokenOfItsSession() {
    String mine = session();
    String other = Gateway.send(browser("/ui/keys/new").header("Cookie", session()).GET()).body()
        .replaceAll("(?s).*name=\"_csrf\" value=\"([0-9a-f]+)\".*", "$1");
    assertThat(other).hasSize(64);
    for (String form : List.of("name=forged", "name=forged&_csrf=", "name=forged&_csrf=" + other)) {
      HttpResponse<String> answer = Gateway.send(browser("/ui/keys").header("Cookie", mine)
          .POST(HttpRequest.BodyPublishers.ofString(form)));
      assertThat(answer.statusCode()).isEqualTo(403);
    }
    // A media type is the same in any case.
    for (String type : new String[] {"application/json", "Application/JSON"}) {
      HttpResponse<String> chat = Gateway.send(browser("/ui/playground/chat").header("Cookie", mine)
          .setHeader("Content-Type", type)
          .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")));
      assertThat(chat.statusCode()).isEqualTo(403);
      assertThat(chat.body()).startsWith("{").contains("csrf_token_invalid");
    }
    assertThat(Desk.GATEWAY.get("/v1/account/keys").body()).doesNotContain("forged");
  }

  @Test
  void guessesAreLimitedAsFailedKeysAre() {
    try (Gateway gateway = Gateway.start("orqen.failed-attempts-per-minute=3", "orqen.tools.embeddings=false")) {
      HttpRequest.Builder guess = HttpRequest.newBuilder(URI.create(gateway.url() + "/ui/sign-in"))
          .header("Sec-Fetch-Site", "same-origin").header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString("key=sk-orq-" + "1".repeat(64)));
      for (int i = 0; i < 3; i++) {
        assertThat(Gateway.send(guess).statusCode()).isEqualTo(401);
      }
      HttpResponse<String> answer = Gateway.send(guess);
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).contains("Too many failed attempts");
    }
  }

  @Test
  void everyPageIsGuarded() {
    for (String path : List.of("/", "/ui/keys", "/ui/providers", "/ui/usage", "/ui/requests", "/ui/playground", "/ui/routes")) {
      HttpResponse<String> answer = Gateway.send(browser(path).GET());
      assertThat(answer.statusCode()).as(path).isEqualTo(303);
      HttpResponse<String> page = Gateway.send(browser(path).header("Cookie", session()).GET());
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      for (HttpResponse<String> one : List.of(answer, page)) {
        assertThat(one.headers().firstValue("Content-Security-Policy").orElse("")).startsWith("default-src 'none'; script-src 'self'");
        assertThat(one.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(one.headers().firstValue("x-request-id")).isPresent();
        assertThat(one.headers().firstValue("x-orqen-overhead-ms")).isPresent();
      }
      assertThat(page.body()).doesNotContain(" style=").doesNotContain(" onclick=").doesNotContain("<style");
    }
  }

  @Test
  void stylesAndScriptsAreKeptForEver() {
    String body = Gateway.send(browser("/ui/sign-in").GET()).body();
    String css = body.replaceAll("(?s).*href=\"([^\"]+/orqen.css)\".*", "$1");
    HttpResponse<String> answer = Gateway.send(browser(css).GET());
    assertThat(answer.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/css;charset=utf-8");
    String stale = css.replaceAll("assets/[0-9a-f]+", "assets/000000000000");
    assertThat(Gateway.send(browser(stale).GET()).headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(Gateway.send(browser("/ui/assets/x/application.yaml").GET()).statusCode()).isEqualTo(404);
  }

  @Test
  void switchedOffThereIsNothing() {
    try (Gateway gateway = Gateway.start("orqen.dashboard.enabled=false", "orqen.tools.embeddings=false")) {
      assertThat(Gateway.send(gateway.request("/").GET()).body()).contains("\"not_found\"");
      assertThat(Gateway.send(gateway.request("/ui/keys").GET()).statusCode()).isEqualTo(404);
      HttpResponse<String> chat = gateway.post("/ui/playground/chat",
          "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
      assertThat(chat.statusCode()).isEqualTo(401);
    }
  }
}
