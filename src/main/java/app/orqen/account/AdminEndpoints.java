package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.Ids;
import app.orqen.endpoint.Page;
import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import app.orqen.vault.CredentialStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The operator's calls: accounts, and the vault's keys. */
final class AdminEndpoints {

  private static final int FIRST_KEY_RATE_LIMIT = 60;

  private final AccountRepository accounts;
  private final KeyRepository keys;
  private final CredentialStore credentials;
  private final Audit audit;

  AdminEndpoints(AccountRepository accounts, KeyRepository keys, CredentialStore credentials, Audit audit) {
    this.accounts = accounts;
    this.keys = keys;
    this.credentials = credentials;
    this.audit = audit;
  }

  Answer list(Call call) {
    int limit = call.query().limit();
    return Page.of(accounts.list(limit + 1, call.query().after(), call.query().offset()), limit,
        account -> new Cursor(account.createdAt(), account.id()), ProfileEndpoints::json);
  }

  Answer create(Call call) {
    String name = Fields.read(call.inbound(), Set.of("name")).name();
    Secret key = ApiKey.generate();
    AccountRepository.Account account = audit.record(() -> {
      AccountRepository.Account made = accounts.insert(Ids.random("acc_"), name);
      keys.insert(made.id(), NewKey.named("first-key", FIRST_KEY_RATE_LIMIT), key);
      return made;
    }, made -> new Entry(call.actor(), made.id(), "account.created", made.id(), Map.of("name", name)));
    Map<String, Object> json = ProfileEndpoints.json(account);
    json.put("key", key.reveal());
    return Answer.created(json);
  }

  Answer change(Call call) {
    String id = accounts.find(call.path("id")).orElseThrow(call::notFound).id();
    Fields fields = Fields.read(call.inbound(), Set.of("name", "active"));
    String name = fields.has("name") ? fields.name() : null;
    Boolean active = fields.has("active") ? Boolean.valueOf(fields.bool("active")) : null;
    audit.record(new Entry(call.actor(), id, "account.changed", id, fields.given()),
        () -> accounts.update(id, name, active));
    return Answer.ok(ProfileEndpoints.json(accounts.find(id).orElseThrow(call::notFound)));
  }

  Answer reencrypt(Call call) {
    CredentialStore.Reencryption done = credentials.reencrypt();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reencrypted", done.reencrypted());
    json.put("undecryptable", done.undecryptable());
    // Row by row while the gateway serves. Each row has a transaction of its own.
    audit.record(new Entry(call.actor(), null, "vault.reencrypted", null, json), () -> { });
    return Answer.ok(json);
  }
}
