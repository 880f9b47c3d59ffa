package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.auth.Actor;
import app.orqen.auth.AuthenticateOperator;
import app.orqen.inbound.Inbound;
import app.orqen.key.ApiKey;
import app.orqen.reply.GatewayException;
import app.orqen.secret.Secret;
import app.orqen.vault.CredentialStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;

/** The operator's endpoints. */
final class AdminEndpoints {

  private static final int FIRST_KEY_RATE_LIMIT = 60;

  private AdminEndpoints() {}

  /** An endpoint for the operator alone. */
  private abstract static class OperatorEndpoint extends Endpoint {

    @Override
    protected final void requireCaller(Exchange exchange) {
      AuthenticateOperator.require(exchange);
    }
  }

  /** {@code /v1/admin/accounts}. */
  static final class Accounts extends OperatorEndpoint {

    private final AccountRepository accounts;
    private final KeyRepository keys;
    private final Forget forget;
    private final Audit audit;
    private final Map<String, Handler> methods = new LinkedHashMap<>();

    Accounts(AccountRepository accounts, KeyRepository keys, Forget forget, Audit audit) {
      this.accounts = accounts;
      this.keys = keys;
      this.forget = forget;
      this.audit = audit;
      methods.put("GET", exchange -> Answer.ok(Query.of(exchange).page(accounts::list, ProfileEndpoint::json)));
      methods.put("POST", this::create);
    }

    @Override
    protected Map<String, Handler> methods() {
      return methods;
    }

    private Answer create(Exchange exchange) {
      String name = Fields.read(Inbound.of(exchange), Set.of("name")).name();
      Secret key = ApiKey.generate();
      AccountRepository.Account account = audit.record(() -> {
        AccountRepository.Account made = accounts.insert(Ids.random("acc_"), name);
        keys.insert(made.id(), NewKey.named("first-key", FIRST_KEY_RATE_LIMIT), key);
        return made;
      }, made -> new Entry(Actor.of(exchange), made.id(), "account.created", made.id(), Map.of("name", name)));
      forget.made(ApiKey.hash(key.reveal()));
      Map<String, Object> json = ProfileEndpoint.json(account);
      json.put("key", key.reveal());
      return new Answer(201, json);
    }
  }

  /** {@code /v1/admin/accounts/{id}}. */
  static final class Account extends OperatorEndpoint {

    private final AccountRepository accounts;
    private final Audit audit;
    private final Forget forget;

    Account(AccountRepository accounts, Audit audit, Forget forget) {
      this.accounts = accounts;
      this.audit = audit;
      this.forget = forget;
    }

    @Override
    protected Map<String, Handler> methods() {
      return Map.of("PATCH", this::change);
    }

    private Answer change(Exchange exchange) {
      AccountRepository.Account account = accounts.find(pathVariable(exchange, "id"))
          .orElseThrow(() -> GatewayException.notFound(Inbound.of(exchange).path()));
      Fields fields = Fields.read(Inbound.of(exchange), Set.of("name", "active"));
      AccountRepository.Account changed = new AccountRepository.Account(account.id(),
          fields.has("name") ? fields.name() : account.name(),
          fields.has("active") ? fields.bool("active") : account.active(), account.createdAt());
      audit.record(new Entry(Actor.of(exchange), account.id(), "account.changed", account.id(), fields.given()),
          () -> accounts.update(changed));
      forget.account(account.id());
      return Answer.ok(ProfileEndpoint.json(changed));
    }
  }

  /** {@code /v1/admin/vault/reencrypt}. */
  static final class Reencrypt extends OperatorEndpoint {

    private final CredentialStore store;
    private final Audit audit;

    Reencrypt(CredentialStore store, Audit audit) {
      this.store = store;
      this.audit = audit;
    }

    @Override
    protected Map<String, Handler> methods() {
      return Map.of("POST", exchange -> {
        CredentialStore.Reencryption done = store.reencrypt();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reencrypted", done.reencrypted());
        json.put("undecryptable", done.undecryptable());
        // Row by row, online: each is in a transaction of its own.
        audit.record(new Entry(Actor.of(exchange), null, "vault.reencrypted", null, json), () -> { });
        return Answer.ok(json);
      });
    }
  }
}
