package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.AuditAction;
import app.orqen.audit.Entry;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import app.orqen.endpoint.Times;
import app.orqen.key.ApiKey;
import app.orqen.reply.GatewayException;
import app.orqen.secret.Secret;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The calls for the keys of the caller's account. */
final class KeyEndpoints {

  private static final int DEFAULT_RATE_LIMIT = 60;
  private static final int MAX_RATE_LIMIT = 1_000_000;
  private static final int MAX_TOOL_TARGET = 128;
  private static final int LONGEST_OVERLAP_SECONDS = 604_800;
  private static final Set<String> NEW = with(KeyFields.OF_KEY, "name", "rate_limit_rpm", "k_target_override", "prune_shadow",
      "prune_recovery", "prune_native", "expires_at");
  private static final Set<String> CHANGED = with(NEW, "active");
  private static final Set<String> LISTS = Set.of("allowed_tools", "denied_tools", "keep_tools");

  private final KeyRepository keys;
  private final KeyJson json;
  private final Audit audit;
  private final Clock clock;

  static Set<String> with(Set<String> some, String... others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(List.of(others));
    return Set.copyOf(all);
  }

  KeyEndpoints(KeyRepository keys, KeyJson json, Audit audit, Clock clock) {
    this.keys = keys;
    this.json = json;
    this.audit = audit;
    this.clock = clock;
  }

  private KeyRepository.Key require(EndpointCall call) {
    return keys.find(call.accountId(), call.path("id")).orElseThrow(call::notFound);
  }

  Answer list(EndpointCall call) {
    int limit = call.query().limit();
    return Page.of(keys.list(call.accountId(), limit + 1, call.query().after(), call.query().offset()), limit,
        key -> new Cursor(key.createdAt(), key.id()), key -> json.of(call.accountId(), key));
  }

  Answer create(EndpointCall call) {
    return create(call, call.accountId());
  }

  /** Makes a key of an account. */
  Answer create(EndpointCall call, String accountId) {
    Fields fields = Fields.read(call.inbound(), NEW);
    NewKey wanted = newKey(columns(fields, "name"));
    Secret secret = ApiKey.generate();
    String id = audit.record(() -> keys.insert(accountId, wanted, secret),
        made -> new Entry(call.actor(), accountId, AuditAction.KEY_CREATED, made, fields.given()));
    Map<String, Object> body = json.of(accountId, keys.find(accountId, id).orElseThrow());
    body.put("key", secret.reveal());
    return Answer.created(body);
  }

  Answer show(EndpointCall call) {
    return Answer.ok(json.of(call.accountId(), require(call)));
  }

  Answer change(EndpointCall call) {
    KeyRepository.Key key = require(call);
    Fields fields = Fields.read(call.inbound(), CHANGED);
    Map<String, Object> columns = columns(fields);
    audit.record(Entry.own(call.actor(), AuditAction.KEY_CHANGED, key.id(), fields.given()), () -> keys.update(key, columns));
    return Answer.ok(json.of(call.accountId(), require(call)));
  }

  private static NewKey newKey(Map<String, Object> columns) {
    Map<String, Object> rules = new LinkedHashMap<>(columns);
    rules.keySet().retainAll(KeyFields.OF_KEY);
    return new NewKey((String) columns.get("name"), (Integer) columns.getOrDefault("rate_limit_rpm", DEFAULT_RATE_LIMIT),
        (Integer) columns.get("k_target_override"), (Boolean) columns.getOrDefault("prune_shadow", false),
        (Boolean) columns.getOrDefault("prune_recovery", true), (Boolean) columns.getOrDefault("prune_native", false),
        Times.instant((OffsetDateTime) columns.get("expires_at")), rules);
  }

  /**
   * Returns the values to set, by the names of their columns, which are the fields' names too.
   *
   * @throws GatewayException 400 for the first field that is wrong, with the others beside it
   */
  private Map<String, Object> columns(Fields fields, String... required) {
    Map<String, Object> columns = new LinkedHashMap<>();
    Refusals refusals = new Refusals();
    Stream.concat(Stream.of(required), fields.names().stream()).distinct()
        .forEach(name -> refusals.check(() -> columns.put(name, column(fields, name))));
    refusals.throwIfAny();
    return columns;
  }

  private Object column(Fields fields, String name) {
    return switch (name) {
      case "name" -> fields.name();
      case "rate_limit_rpm" -> fields.integer(name, 1, MAX_RATE_LIMIT);
      case "k_target_override" -> fields.integerOrNull(name, 1, MAX_TOOL_TARGET);
      case "expires_at" -> Times.sql(fields.futureTime(name, clock));
      case "prune_shadow", "prune_recovery", "prune_native", "active" -> fields.bool(name);
      default -> KeyFields.column(fields, name);
    };
  }

  /** Gives a key a new secret, which only this answer shows. The secret that it had keeps working for as long as the caller says. */
  Answer rotate(EndpointCall call) {
    KeyRepository.Key key = require(call);
    Fields fields = Fields.read(call.inbound(), Set.of("overlap_seconds"));
    int overlap = fields.has("overlap_seconds") ? fields.integer("overlap_seconds", 0, LONGEST_OVERLAP_SECONDS) : 0;
    Secret secret = ApiKey.generate();
    audit.record(Entry.own(call.actor(), AuditAction.KEY_ROTATED, key.id(), fields.given()),
        () -> keys.rotate(key, secret, overlap == 0 ? null : clock.instant().plusSeconds(overlap)));
    Map<String, Object> body = json.of(call.accountId(), require(call));
    body.put("key", secret.reveal());
    return Answer.ok(body);
  }

  Answer delete(EndpointCall call) {
    KeyRepository.Key key = require(call);
    audit.record(Entry.own(call.actor(), AuditAction.KEY_REVOKED, key.id(), null), () -> keys.delete(key));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", key.id());
    json.put("object", "account.key");
    json.put("deleted", true);
    return Answer.ok(json);
  }

  Answer showLists(EndpointCall call) {
    return Answer.ok(lists(keys.toolLists(require(call).id())));
  }

  Answer putLists(EndpointCall call) {
    KeyRepository.Key key = require(call);
    Fields fields = Fields.read(call.inbound(), LISTS);
    Map<String, List<String>> names = new LinkedHashMap<>();
    Refusals refusals = new Refusals();
    LISTS.stream().sorted().forEach(list -> refusals.check(() -> names.put(list, fields.toolNames(list))));
    refusals.throwIfAny();
    KeyRepository.ToolLists lists =
        new KeyRepository.ToolLists(names.get("allowed_tools"), names.get("denied_tools"), names.get("keep_tools"));
    audit.record(Entry.own(call.actor(), AuditAction.KEY_TOOLLIST_CHANGED, key.id(), fields.given()),
        () -> keys.updateToolLists(key, lists));
    return Answer.ok(lists(lists));
  }

  private static Map<String, List<String>> lists(KeyRepository.ToolLists lists) {
    Map<String, List<String>> json = new LinkedHashMap<>();
    json.put("allowed_tools", lists.allowed());
    json.put("denied_tools", lists.denied());
    json.put("keep_tools", lists.keep());
    return json;
  }
}
