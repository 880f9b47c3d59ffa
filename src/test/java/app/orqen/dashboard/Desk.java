package app.orqen.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A person at the dashboard, with a real browser. Whatever the browser complains of, a violated policy above all, fails
 * the test that caused it.
 */
final class Desk implements AutoCloseable {

  static final StandIn PROVIDER = new StandIn();
  static final Gateway GATEWAY = Gateway.start("orqen.providers.openai.base-url=" + PROVIDER.url(),
      "orqen.providers.groq.base-url=http://127.0.0.1:1", "orqen.tools.embeddings=false", "orqen.failed-attempts-per-minute=30",
      "orqen.breaker.open=10m");

  /** Milliseconds; the browser and the gateway may share a busy machine. */
  private static final double PATIENCE = 60_000;

  private static final Browser CHROMIUM = launch();
  private static final Path SHOTS = Path.of("target", "screenshots");

  final Page page;
  private final BrowserContext context;
  private final List<String> complaints = new ArrayList<>();
  private String expected = "none";

  private Desk() {
    context = CHROMIUM.newContext(new Browser.NewContextOptions().setBaseURL(GATEWAY.url()).setViewportSize(1440, 900)
        // While colours change from light to dark, their contrast doesn't count.
        .setReducedMotion(ReducedMotion.REDUCE));
    context.setDefaultTimeout(PATIENCE);
    page = context.newPage();
    page.onConsoleMessage(message -> {
      if (message.type().equals("error") && !message.text().contains("status of " + expected)) {
        complaints.add(message.text());
      }
    });
    page.onPageError(complaints::add);
  }

  /** Debian's browser; Playwright downloads none. */
  private static Browser launch() {
    Path chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").map(Path::of)
        .filter(Files::isExecutable).findFirst()
        .orElseThrow(() -> new IllegalStateException("these tests need Chromium: apt-get install chromium"));
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    Playwright playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium)
        .setTimeout(2 * PATIENCE)
        .setArgs(List.of("--no-sandbox")));
  }

  /** Somebody who has not signed in. */
  static Desk stranger() {
    return new Desk();
  }

  static Desk signedIn() {
    return signedIn(Gateway.KEY);
  }

  static Desk signedIn(String key) {
    Desk desk = new Desk();
    desk.context.addCookies(List.of(session(key)));
    desk.open("/");
    PlaywrightAssertions.assertThat(desk.page.locator("h1")).hasText("Overview");
    return desk;
  }

  /** What a browser holds after the form, which has tests of its own. */
  private static Cookie session(String key) {
    String cookie = Gateway.send(HttpRequest.newBuilder(URI.create(GATEWAY.url() + "/ui/sign-in"))
        .header("Sec-Fetch-Site", "same-origin").header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString("key=" + key))).headers().firstValue("Set-Cookie").orElseThrow();
    int equals = cookie.indexOf('=');
    return new Cookie(cookie.substring(0, equals), cookie.substring(equals + 1, cookie.indexOf(';'))).setUrl(GATEWAY.url());
  }

  void signIn(String key) {
    page.navigate("/ui/sign-in");
    page.getByLabel("Orqen key").fill(key);
    page.locator("button").click();
  }

  void open(String path) {
    page.navigate(path);
  }

  /** From here on the browser may report answers of this status. */
  Desk expecting(int status) {
    expected = Integer.toString(status);
    return this;
  }

  BrowserContext context() {
    return context;
  }

  /** The page at both widths and in both colours: pictures to look at, no sideways scrolling, and nothing that axe finds. */
  void inspect(String name) {
    for (int width : new int[] {375, 1440}) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        page.setViewportSize(width, 900);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        // Charts follow a new width a moment later. Asked from here: a page that asked itself would want unsafe-eval.
        page.waitForCondition(() -> (Boolean) page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
            .setPath(SHOTS.resolve(name + "-" + width + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png")));
        // Widths differ in structure, schemes in colour: two of the four have seen all.
        if (width == 375 == (scheme == ColorScheme.DARK)) {
          assertThat(serious()).as("%s at %d px, %s", name, width, scheme).isEmpty();
        }
      }
    }
    page.setViewportSize(1440, 900);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  private List<String> serious() {
    AxeRunOptions violationsAlone = new AxeRunOptions();
    violationsAlone.setResultTypes(List.of("violations"));
    // The other mode gathers what frames have found in a page of its own; there are no frames.
    return new AxeBuilder(page).setLegacyMode(true).options(violationsAlone).analyze().getViolations().stream()
        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact())).map(Desk::words).toList();
  }

  private static String words(Rule rule) {
    return rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes().stream().map(node -> node.getHtml()).toList();
  }

  @Override
  public void close() {
    context.close();
    assertThat(complaints).as("what the browser complained of").isEmpty();
  }
}
