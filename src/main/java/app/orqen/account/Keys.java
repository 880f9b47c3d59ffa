package app.orqen.account;

import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.JsonBody;
import app.orqen.endpoint.Page;
import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the endpoints of an account's keys do. */
final class Keys {

  static final int LONGEST_NAME = 100;
  private static final int USUAL_RPM = 60;
  private static final int MOST_RPM = 1_000_000;
  private static final int MOST_TOOLS = 128;
  private static final int MOST_NAMES = 1000;
  private static final int LONGEST_TOOL_NAME = 256;
  private static final String[] TOOL_LISTS = {"allowed_tools", "denied_tools", "keep_tools"};
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KeyTable table;
  private final Clock clock;

  Keys(KeyTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  Answer create(Call call) {
    JsonBody body = call.body("name", "rate_limit_rpm", "k_target_override", "expires_at");
    String name = body.name("name", LONGEST_NAME);
    int rpm = body.has("rate_limit_rpm") ? body.integer("rate_limit_rpm", 1, MOST_RPM) : USUAL_RPM;
    Integer target = body.has("k_target_override") ? body.integerOrNull("k_target_override", 1, MOST_TOOLS) : null;
    var expires = body.has("expires_at") ? body.futureOrNull("expires_at", clock.instant()) : null;
    Secret key = ApiKey.generate();
    String id = table.create(call.accountId(), name, key, rpm, target, expires);
    Map<String, Object> view = find(call, id).view();
    view.put("key", key.reveal());
    return Answer.created(view);
  }

  Answer list(Call call) {
    int limit = call.query().limit();
    return Page.of(table.list(call.accountId(), call.query().after(), limit + 1), limit,
        row -> new Cursor(row.createdAt(), row.id()), KeyTable.Row::view);
  }

  private KeyTable.Row find(Call call, String id) {
    return table.find(call.accountId(), id).orElseThrow(call::notFound);
  }

  Answer change(Call call) {
    JsonBody body = call.body("name", "rate_limit_rpm", "k_target_override", "expires_at", "active");
    String name = body.has("name") ? body.name("name", LONGEST_NAME) : null;
    Integer rpm = body.has("rate_limit_rpm") ? Integer.valueOf(body.integer("rate_limit_rpm", 1, MOST_RPM)) : null;
    Integer target = body.has("k_target_override") ? body.integerOrNull("k_target_override", 1, MOST_TOOLS) : null;
    var expires = body.has("expires_at") ? body.futureOrNull("expires_at", clock.instant()) : null;
    Boolean active = body.has("active") ? Boolean.valueOf(body.bool("active")) : null;
    KeyTable.Row old = find(call, call.path("id"));
    KeyTable.Row changed = new KeyTable.Row(old.id(), name == null ? old.name() : name, old.preview(), old.hash(),
        rpm == null ? old.rateLimitRpm() : rpm, body.has("k_target_override") ? target : old.target(),
        body.has("expires_at") ? expires : old.expiresAt(), active == null ? old.active() : active,
        old.createdAt(), old.lastUsedAt());
    table.update(call.accountId(), changed);
    return Answer.ok(changed.view());
  }

  Answer delete(Call call) {
    KeyTable.Row row = find(call, call.path("id"));
    if (!table.delete(call.accountId(), row)) {
      throw call.notFound();
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", row.id());
    body.put("object", "account.key");
    body.put("deleted", true);
    return Answer.ok(body);
  }

  Answer toolLists(Call call) {
    return lists(table.toolLists(find(call, call.path("id")).id()));
  }

  Answer storeToolLists(Call call) {
    JsonBody body = call.body(TOOL_LISTS);
    String[] lists = new String[TOOL_LISTS.length];
    for (int i = 0; i < lists.length; i++) {
      lists[i] = write(body.toolNames(TOOL_LISTS[i], MOST_NAMES, LONGEST_TOOL_NAME));
    }
    table.storeToolLists(call.accountId(), find(call, call.path("id")), lists);
    return lists(lists);
  }

  private static String write(List<String> names) {
    try {
      return names == null ? null : JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names can't be written as JSON", e);
    }
  }

  private static Answer lists(String[] lists) {
    Map<String, Object> body = new LinkedHashMap<>();
    try {
      for (int i = 0; i < lists.length; i++) {
        body.put(TOOL_LISTS[i], lists[i] == null ? null : JSON.readTree(lists[i]));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tool list in the key table is no JSON list of names", e);
    }
    return Answer.ok(body);
  }
}
