package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.Page;
import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import app.orqen.vault.CredentialStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the operator does with accounts and the vault. */
final class AdminEndpoints {

  private static final int FIRST_KEY_RATE_LIMIT = 60;

  private final AccountRepository accounts;
  private final KeyRepository keys;
  private final CredentialStore credentials;
  private final Audit audit;

  AdminEndpoints(AccountRepository accounts, KeyRepository keys, CredentialStore credentials,
      Audit audit) {
    this.accounts = accounts;
    this.keys = keys;
    this.credentials = credentials;
    this.audit = audit;
  }

  Answer list(Call call) {
    int limit = call.query().limit();
    return Page.of(accounts.list(limit + 1, call.query().after()), limit,
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
    AccountRepository.Account account = accounts.find(call.path("id")).orElseThrow(call::notFound);
    Fields fields = Fields.read(call.inbound(), Set.of("name", "active"));
    AccountRepository.Account changed = new AccountRepository.Account(account.id(),
        fields.has("name") ? fields.name() : account.name(),
        fields.has("active") ? fields.bool("active") : account.active(), account.createdAt());
    audit.record(new Entry(call.actor(), account.id(), "account.changed", account.id(), fields.given()),
        () -> accounts.update(changed));
    return Answer.ok(ProfileEndpoints.json(changed));
  }

  Answer reencrypt(Call call) {
    CredentialStore.Reencryption done = credentials.reencrypt();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("reencrypted", done.reencrypted());
    json.put("undecryptable", done.undecryptable());
    // Row by row, online: each is in a transaction of its own.
    audit.record(new Entry(call.actor(), null, "vault.reencrypted", null, json), () -> { });
    return Answer.ok(json);
  }
}
