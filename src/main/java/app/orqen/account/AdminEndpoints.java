package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.AuditAction;
import app.orqen.audit.Entry;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Ids;
import app.orqen.endpoint.Page;
import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import app.orqen.vault.CredentialStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The operator's endpoints: accounts, their keys, and the re-encryption of stored credentials. */
final class AdminEndpoints {

  private static final int FIRST_KEY_RATE_LIMIT = 60;

  private static final Set<String> CHANGED = KeyEndpoints.with(KeyFields.OF_ACCOUNT, "name", "active");

  private final AccountRepository accounts;
  private final KeyRepository keys;
  private final KeyJson json;
  private final KeyEndpoints keyEndpoints;
  private final CredentialStore credentials;
  private final Audit audit;

  AdminEndpoints(AccountRepository accounts, KeyRepository keys, KeyJson json, KeyEndpoints keyEndpoints, CredentialStore credentials,
      Audit audit) {
    this.accounts = accounts;
    this.keys = keys;
    this.json = json;
    this.keyEndpoints = keyEndpoints;
    this.credentials = credentials;
    this.audit = audit;
  }

  Answer list(EndpointCall call) {
    int limit = call.query().limit();
    return Page.of(accounts.list(limit + 1, call.query().after(), call.query().offset()), limit,
        account -> new Cursor(account.createdAt(), account.id()), json::of);
  }

  Answer create(EndpointCall call) {
    String name = Fields.read(call.inbound(), Set.of("name")).name();
    Secret key = ApiKey.generate();
    AccountRepository.Account account = audit.record(() -> {
      AccountRepository.Account made = accounts.insert(Ids.random("acc_"), name);
      keys.insert(made.id(), NewKey.named("first-key", FIRST_KEY_RATE_LIMIT), key);
      return made;
    }, made -> new Entry(call.actor(), made.id(), AuditAction.ACCOUNT_CREATED, made.id(), Map.of("name", name)));
    Map<String, Object> body = json.of(account);
    body.put("key", key.reveal());
    return Answer.created(body);
  }

  Answer change(EndpointCall call) {
    String id = accounts.find(call.path("id")).orElseThrow(call::notFound).id();
    Fields fields = Fields.read(call.inbound(), CHANGED);
    Map<String, Object> columns = KeyFields.columns(fields, KeyFields.OF_ACCOUNT);
    if (fields.has("name")) {
      columns.put("name", fields.name());
    }
    if (fields.has("active")) {
      columns.put("active", fields.bool("active"));
    }
    audit.record(new Entry(call.actor(), id, AuditAction.ACCOUNT_CHANGED, id, fields.given()), () -> accounts.update(id, columns));
    return Answer.ok(json.of(accounts.find(id).orElseThrow(call::notFound)));
  }

  Answer show(EndpointCall call) {
    return Answer.ok(json.of(accounts.find(call.path("id")).orElseThrow(call::notFound)));
  }

  /** Makes a key of an account, as the account itself does. */
  Answer createKey(EndpointCall call) {
    return keyEndpoints.create(call, accounts.find(call.path("id")).orElseThrow(call::notFound).id());
  }

  Answer reencrypt(EndpointCall call) {
    CredentialStore.Reencryption done = credentials.reencrypt();
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("reencrypted", done.reencrypted());
    counts.put("undecryptable", done.undecryptable());
    // The work is done already, each row in a transaction of its own, so the entry has no change to be in one with.
    audit.record(new Entry(call.actor(), null, AuditAction.VAULT_REENCRYPTED, null, counts), () -> { });
    return Answer.ok(counts);
  }
}
