package app.orqen.dashboard.page;

import app.orqen.bytes.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;

/**
 * Serves the dashboard's style sheets, scripts and icon: a fixed list, held compressed. Their path has a fingerprint of all of
 * them, so that a browser may keep them for ever.
 */
@DashboardPage
class Assets {

  private static final String JARS = "META-INF/resources/webjars/";
  private static final String OWN = "dashboard/";
  private static final Map<String, String> SOURCES = Map.of(
      "pico.css", JARS + "picocss__pico/2.1.1/css/pico.classless.min.css",
      "htmx.js", JARS + "htmx.org/2.0.10/dist/htmx.min.js",
      "chart.js", JARS + "chartjs/4.4.3/dist/chart.umd.js",
      "orqen.css", OWN + "orqen.css",
      "orqen.js", OWN + "orqen.js",
      "charts.js", OWN + "charts.js",
      "playground.js", OWN + "playground.js",
      "snippets.js", OWN + "snippets.js",
      "icon.svg", OWN + "icon.svg");
  private static final Map<String, String> TYPES = Map.of("css", "text/css; charset=utf-8",
      "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");

  private record Asset(byte[] plain, byte[] gzipped, String type) {}

  private final Map<String, Asset> assets = new LinkedHashMap<>();
  private final String fingerprint;

  Assets() {
    StringBuilder all = new StringBuilder();
    SOURCES.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(source -> {
      Asset asset = read(source.getKey(), source.getValue());
      assets.put(source.getKey(), asset);
      all.append(new String(asset.plain, StandardCharsets.ISO_8859_1));
    });
    fingerprint = Sha256.hex(all.toString()).substring(0, 12);
  }

  private static Asset read(String name, String source) {
    try (InputStream in = new ClassPathResource(source).getInputStream()) {
      byte[] plain = in.readAllBytes();
      ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(gzipped)) {
        out.write(plain);
      }
      return new Asset(plain, gzipped.toByteArray(), TYPES.get(name.substring(name.indexOf('.') + 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the path of the folder that holds them. */
  String path() {
    return "/ui/assets/" + fingerprint;
  }

  /**
   * Serves a file. Another fingerprint comes from a page of another version during an update. It gets the file that there is,
   * and must not keep it.
   */
  @GetMapping("/ui/assets/{version}/{name}")
  ResponseEntity<byte[]> asset(@PathVariable String version, @PathVariable String name,
      @RequestHeader(value = HttpHeaders.ACCEPT_ENCODING, defaultValue = "") String encodings) {
    Asset asset = assets.get(name);
    if (asset == null) {
      return ResponseEntity.notFound().build();
    }
    ResponseEntity.BodyBuilder answer = ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, asset.type).header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .header(HttpHeaders.CACHE_CONTROL,
            version.equals(fingerprint) ? "public, max-age=31536000, immutable" : "no-store");
    return encodings.contains("gzip")
        ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(asset.gzipped)
        : answer.body(asset.plain);
  }
}
