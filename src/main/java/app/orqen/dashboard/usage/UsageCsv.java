package app.orqen.dashboard.usage;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.session.Session;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;

/** Answers the sums of a period as a file for a spreadsheet. */
@DashboardPage
class UsageCsv {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_ROWS = 10_000;
  /** The columns, by the names of the API. */
  private static final List<String> COLUMNS = List.of("requests", "errors", "input_tokens", "output_tokens", "cached_tokens",
      "tokens_saved", "cost_usd", "saved_usd", "unpriced_requests");
  /** What each kind of row is called by, in the order of the file. */
  private static final Map<String, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put("daily", "date");
    NAMES.put("by-key", "key_id");
    NAMES.put("by-model", "name");
    NAMES.put("by-provider", "provider");
    NAMES.put("by-tag", "tag");
  }

  private final GatewayApi gateway;
  private final KeyNames keyNames;
  private final Clock clock;

  UsageCsv(GatewayApi gateway, KeyNames keyNames, Clock clock) {
    this.gateway = gateway;
    this.keyNames = keyNames;
    this.clock = clock;
  }

  /** Answers the sums by day, key, model, provider and tag. */
  @GetMapping("/ui/usage.csv")
  ResponseEntity<byte[]> csv(HttpServletRequest request) {
    Form form = Form.sent(request);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String to = form.has("to") ? form.value("to") : today.toString();
    String from = form.has("from") ? form.value("from") : today.minusDays(USUAL_DAYS - 1).toString();
    Map<String, String> keys = keyNames.of(request);
    StringBuilder csv = new StringBuilder("by,name,").append(String.join(",", COLUMNS)).append("\r\n");
    NAMES.forEach((by, name) -> gateway.rows(request, Session.of(request).principal(),
            () -> InnerCall.get("/v1/account/usage/" + by).with("from", from).with("to", to), MOST_ROWS)
        .forEach(row -> line(csv, by, by.equals("by-key") ? KeyNames.name(keys, row.path(name).asText()) : row.path(name).asText(), row)));
    return ResponseEntity.ok().contentType(new MediaType("text", "csv", StandardCharsets.UTF_8))
        .header("Content-Disposition", "attachment; filename=usage-" + from + "-" + to + ".csv")
        .body(csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void line(StringBuilder csv, String by, String name, JsonNode row) {
    csv.append(by.equals("daily") ? "day" : by.substring(3)).append(',').append(quoted(name));
    COLUMNS.forEach(column -> csv.append(',').append(row.path(column).decimalValue().toPlainString()));
    csv.append("\r\n");
  }

  /** Quotes a name. One that a person gave could be a formula to a spreadsheet. */
  private static String quoted(String text) {
    String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }
}
