package app.orqen.usage;

import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.Query;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.usage.RequestRows.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the filters of a list of requests (docs/api.md). */
final class RequestFilter {

  /** The parameters of a list of requests. */
  static final String[] PARAMETERS = {"key_id", "provider", "model", "status", "error_code", "session_id", "tag", "errors", "from", "to",
    "surface", "operation", "limit", "after", "offset"};

  private static final int HUNDRED = 100;
  private static final int FIRST_ERROR = 400;
  /** The condition for failed requests, as their index has it. An answer that broke off has the status of its head, which may be 200. */
  private static final String IS_ERROR = "(status >= 400 or error_code is not null)";

  private RequestFilter() {}

  /** The time of a session's requests. */
  record Times(Instant first, Instant last) {}

  /**
   * Reads the filters.
   *
   * @param session the session that the path names; null: the parameter counts
   * @param times when that session, or the parameter's, had requests; null when it isn't known, and when no session is asked for
   */
  static RequestRows.Filter of(Query query, String session, Times times) {
    Conditions rows = new Conditions();
    Conditions sums = new Conditions();
    rows.and(Cursor.behind("created_at")).with(Cursor.parameters(query.after()));
    for (String column : List.of("key_id", "provider")) {
      rows.and(column + " = :" + column, column, query.text(column));
      sums.and(column + " = :" + column, column, query.text(column));
    }
    String model = query.text("model");
    model(rows, model);
    sums.and("(model = :model or provider || '/' || model = :model or model = '" + SumNames.OTHER + "')", "model", model);
    String code = query.text("error_code");
    rows.and("error_code = :error_code", "error_code", code);
    sums.and("error_code in (:error_code, '" + SumNames.OTHER + "')", "error_code", code);
    status(rows, sums, query.text("status"));
    if (query.flag("errors")) {
      rows.and(IS_ERROR);
      sums.and("(status >= 400 or error_code <> '')");
    }
    rows.and("session_id = :session_id", "session_id", session != null ? session : query.text("session_id"));
    List<List<String>> marks = new ArrayList<>();
    String operation = query.text("operation");
    if (operation != null) {
      rows.and("operation = :operation", "operation", operation);
      marks.add(List.of(UsageMarks.operation(operation)));
    }
    String surfaces = query.text("surface");
    if (surfaces != null) {
      List<String> names = List.of(surfaces.split(",", -1));
      rows.and("surface in (:surfaces)", "surfaces", names);
      marks.add(names.stream().map(UsageMarks::surface).toList());
    }
    String tag = query.text("tag");
    rows.and("tags like :tag escape '!'", "tag", tag == null ? null : pattern(tag));
    Instant from = query.time("from", false);
    Instant to = query.time("to", true);
    rows.and("created_at >= :from", "from", RequestRows.utc(from)).and("created_at <= :to", "to", RequestRows.utc(to));
    if (times != null) { // Rows are found by their time.
      rows.and("created_at >= :session_from", "session_from", RequestRows.utc(times.first))
          .and("created_at <= :session_to", "session_to", RequestRows.utc(times.last));
      from = from == null || from.isBefore(times.first) ? times.first : from;
      to = to == null || to.isAfter(times.last) ? times.last : to;
    }
    Cursor after = query.after();
    if (after != null && after.at() != null && (to == null || after.at().isBefore(to))) {
      to = after.at();
    }
    String name = tag == null ? null : UsageRow.clean(tag, ToolNamesColumn.MAX_NAME);
    boolean onlyModel = model != null && tag == null && marks.isEmpty() && sums.parameters().keySet().equals(Set.of("model"))
        && !query.flag("errors");
    return new RequestRows.Filter(rows.sql(), rows.parameters(),
        new RowHours.Wanted(sums.bare(), sums.parameters(), name, marks, onlyModel), from, to);
  }

  /** Adds the condition for a model, which may have its provider before it. An index finds rows by their model. */
  private static void model(Conditions rows, String model) {
    int slash = model == null ? -1 : model.indexOf('/');
    if (slash < 0) {
      rows.and("model = :model", "model", model);
      return;
    }
    rows.and("model in (:model, :model_behind)", "model", model).with(Map.of("model_behind", model.substring(slash + 1)))
        .and("(model = :model or provider = :provider_before)", "provider_before", model.substring(0, slash));
  }

  /** Returns the pattern of labels, as a list in JSON, that have one. */
  private static String pattern(String tag) {
    String json = ToolNamesColumn.text(List.of(tag));
    String one = json.substring(1, json.length() - 1);
    return "%" + one.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
  }

  /** Adds the condition for a status such as 429, or for a class of statuses such as 4xx. */
  private static void status(Conditions rows, Conditions sums, String status) {
    if (status == null) {
      return;
    }
    boolean one = status.matches("[1-5][0-9]{2}");
    if (!one && !status.matches("[1-5]xx")) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "status",
          "The parameter 'status' must be a status such as 429, or 4xx for all of them.");
    }
    int least = one ? Integer.parseInt(status) : Character.digit(status.charAt(0), 10) * HUNDRED;
    int most = one ? least : least + HUNDRED - 1;
    if (least >= FIRST_ERROR) {
      rows.and(IS_ERROR); // By which the index is found.
    }
    for (Conditions all : List.of(rows, sums)) {
      all.and("status >= :least_status", "least_status", least).and("status <= :most_status", "most_status", most);
    }
  }
}
