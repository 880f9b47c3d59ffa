package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.auth.Actor;
import app.orqen.inbound.Inbound;
import app.orqen.key.ApiKey;
import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import app.orqen.secret.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;

/** The keys of the caller's account. */
final class KeyEndpoints {

  private static final int DEFAULT_RATE_LIMIT = 60;
  private static final int MAX_RATE_LIMIT = 1_000_000;
  private static final int MAX_TOOL_TARGET = 128;

  private KeyEndpoints() {}

  static Map<String, Object> json(KeyRepository.Key key) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", key.id());
    json.put("object", "account.key");
    json.put("name", key.name());
    json.put("preview", key.preview());
    json.put("rate_limit_rpm", key.rateLimitRpm());
    json.put("k_target_override", key.toolTarget());
    json.put("expires_at", Times.json(key.expiresAt()));
    json.put("active", key.active());
    json.put("created_at", Times.json(key.createdAt()));
    json.put("last_used_at", Times.json(key.lastUsedAt()));
    return json;
  }

  private static KeyRepository.Key require(KeyRepository keys, Exchange exchange) {
    return keys.find(Principal.of(exchange).accountId(), Endpoint.pathVariable(exchange, "id"))
        .orElseThrow(() -> GatewayException.notFound(Inbound.of(exchange).path()));
  }

  /** {@code /v1/account/keys}. */
  static final class Collection extends AccountEndpoint {

    private static final Set<String> FIELDS = Set.of("name", "rate_limit_rpm", "k_target_override", "expires_at");

    private final KeyRepository keys;
    private final Audit audit;
    private final Forget forget;
    private final Clock clock;
    private final Map<String, Handler> methods = new LinkedHashMap<>();

    Collection(KeyRepository keys, Audit audit, Forget forget, Clock clock) {
      this.keys = keys;
      this.audit = audit;
      this.forget = forget;
      this.clock = clock;
      methods.put("GET", this::list);
      methods.put("POST", this::create);
    }

    @Override
    protected Map<String, Handler> methods() {
      return methods;
    }

    private Answer list(Exchange exchange) {
      String account = accountId(exchange);
      return Answer.ok(Query.of(exchange).page((limit, offset) -> keys.list(account, limit, offset), KeyEndpoints::json));
    }

    private Answer create(Exchange exchange) {
      Fields fields = Fields.read(Inbound.of(exchange), FIELDS);
      NewKey wanted = new NewKey(fields.name(),
          fields.has("rate_limit_rpm") ? fields.integer("rate_limit_rpm", 1, MAX_RATE_LIMIT) : DEFAULT_RATE_LIMIT,
          fields.has("k_target_override") ? fields.integerOrNull("k_target_override", 1, MAX_TOOL_TARGET) : null,
          fields.has("expires_at") ? fields.futureTime("expires_at", clock) : null);
      Secret secret = ApiKey.generate();
      String id = audit.record(() -> keys.insert(accountId(exchange), wanted, secret),
          made -> Entry.own(Actor.of(exchange), "key.created", made, fields.given()));
      forget.made(ApiKey.hash(secret.reveal()));
      Map<String, Object> json = json(keys.find(accountId(exchange), id).orElseThrow());
      json.put("key", secret.reveal());
      return new Answer(201, json);
    }
  }

  /** {@code /v1/account/keys/{id}}. */
  static final class Item extends AccountEndpoint {

    private static final Set<String> FIELDS =
        Set.of("name", "rate_limit_rpm", "k_target_override", "expires_at", "active");

    private final KeyRepository keys;
    private final Audit audit;
    private final Forget forget;
    private final Clock clock;
    private final Map<String, Handler> methods = new LinkedHashMap<>();

    Item(KeyRepository keys, Audit audit, Forget forget, Clock clock) {
      this.keys = keys;
      this.audit = audit;
      this.forget = forget;
      this.clock = clock;
      methods.put("GET", exchange -> Answer.ok(json(require(keys, exchange))));
      methods.put("PATCH", this::change);
      methods.put("DELETE", this::delete);
    }

    @Override
    protected Map<String, Handler> methods() {
      return methods;
    }

    private Answer change(Exchange exchange) {
      KeyRepository.Key key = require(keys, exchange);
      Fields fields = Fields.read(Inbound.of(exchange), FIELDS);
      Instant expires = fields.has("expires_at") ? fields.futureTime("expires_at", clock) : key.expiresAt();
      Integer target = fields.has("k_target_override")
          ? fields.integerOrNull("k_target_override", 1, MAX_TOOL_TARGET) : key.toolTarget();
      KeyRepository.Key changed = new KeyRepository.Key(key.id(),
          fields.has("name") ? fields.name() : key.name(), key.hash(), key.preview(),
          fields.has("rate_limit_rpm") ? fields.integer("rate_limit_rpm", 1, MAX_RATE_LIMIT) : key.rateLimitRpm(),
          target, expires, fields.has("active") ? fields.bool("active") : key.active(),
          key.createdAt(), key.lastUsedAt());
      audit.record(Entry.own(Actor.of(exchange), "key.changed", key.id(), fields.given()), () -> keys.update(changed));
      forget.key(key.hash());
      return Answer.ok(json(require(keys, exchange)));
    }

    private Answer delete(Exchange exchange) {
      KeyRepository.Key key = require(keys, exchange);
      audit.record(Entry.own(Actor.of(exchange), "key.revoked", key.id(), null), () -> keys.delete(key.id()));
      forget.key(key.hash());
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("id", key.id());
      json.put("object", "account.key");
      json.put("deleted", true);
      return Answer.ok(json);
    }
  }

  /** {@code /v1/account/keys/{id}/toollist}. */
  static final class ToolList extends AccountEndpoint {

    private static final Set<String> FIELDS = Set.of("allowed_tools", "denied_tools", "keep_tools");

    private final KeyRepository keys;
    private final Audit audit;
    private final Forget forget;
    private final Map<String, Handler> methods = new LinkedHashMap<>();

    ToolList(KeyRepository keys, Audit audit, Forget forget) {
      this.keys = keys;
      this.audit = audit;
      this.forget = forget;
      methods.put("GET", exchange -> Answer.ok(json(keys.toolLists(require(keys, exchange).id()))));
      methods.put("PUT", this::put);
    }

    @Override
    protected Map<String, Handler> methods() {
      return methods;
    }

    private Answer put(Exchange exchange) {
      KeyRepository.Key key = require(keys, exchange);
      Fields fields = Fields.read(Inbound.of(exchange), FIELDS);
      KeyRepository.ToolLists lists = new KeyRepository.ToolLists(fields.toolNames("allowed_tools"),
          fields.toolNames("denied_tools"), fields.toolNames("keep_tools"));
      audit.record(Entry.own(Actor.of(exchange), "key.toollist_changed", key.id(), fields.given()),
          () -> keys.updateToolLists(key.id(), lists));
      forget.key(key.hash());
      return Answer.ok(json(lists));
    }

    private static Map<String, List<String>> json(KeyRepository.ToolLists lists) {
      Map<String, List<String>> json = new LinkedHashMap<>();
      json.put("allowed_tools", lists.allowed());
      json.put("denied_tools", lists.denied());
      json.put("keep_tools", lists.keep());
      return json;
    }
  }
}
