package app.orqen.state;

import app.orqen.bytes.Sha256;
import app.orqen.vault.Credential;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owners of stored responses and conversations, in the database that all replicas share. It is asked only when a request names an
 * id, and told only when a provider stores something.
 */
public final class Owners {

  private static final Logger LOG = LoggerFactory.getLogger(Owners.class);
  /** After the database has failed, it isn't told anything for so long, since each answer would wait for it. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** How the label of a credential in the vault begins. */
  static final String VAULT = "vault:";

  private final JdbcClient jdbc;
  private final Duration keep;
  private final Clock clock;
  private volatile Instant pausedUntil = Instant.MIN;

  /**
   * Creates it.
   *
   * @param keep how long an owner is known
   */
  Owners(JdbcClient jdbc, Duration keep, Clock clock) {
    this.jdbc = jdbc;
    this.keep = keep;
    this.clock = clock;
  }

  /** Returns the label of a credential: its name in the vault, or the fingerprint of one that came with a request. */
  static String label(Credential credential) {
    return switch (credential.origin()) {
      case VAULT -> VAULT + credential.name();
      case REQUEST -> "request:" + credential.fingerprint();
      case NONE -> "none";
    };
  }

  static String hash(String id) {
    return Sha256.hex(id);
  }

  /**
   * Returns the owner of an id; empty when nobody is known to own it.
   *
   * @throws org.springframework.dao.DataAccessException when the database can't be asked
   */
  Optional<Owner> find(String id) {
    return jdbc.sql("select id_hash, account_id, provider, credential, model, billed from response_owner "
            + "where id_hash = :id and expires_at > :now")
        .param("id", hash(id)).param("now", utc(clock.instant())).query(Owners::row).optional();
  }

  private static Owner row(ResultSet row, int number) throws SQLException {
    return new Owner(row.getString("id_hash"), row.getString("account_id"), row.getString("provider"), row.getString("credential"),
        row.getString("model"), row.getBoolean("billed"));
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** Notes an owner. An answer doesn't fail when the database is away; its id is a 404 afterwards, and the log says so. */
  void note(Owner owner) {
    if (clock.instant().isBefore(pausedUntil)) {
      return;
    }
    try {
      insert(owner);
    } catch (DuplicateKeyException e) {
      LOG.debug("The owner of a response is known already");
    } catch (RuntimeException e) {
      pausedUntil = clock.instant().plus(PAUSE);
      LOG.warn("It can't be noted whose a stored response is, so that it can't be fetched: {}", e.toString());
    }
  }

  /**
   * Notes an owner who comes first.
   *
   * @throws DuplicateKeyException when another one came before
   */
  void insert(Owner owner) {
    jdbc.sql("insert into response_owner (id_hash, account_id, provider, credential, model, billed, expires_at) "
            + "values (:id, :account, :provider, :credential, :model, :billed, :expires)")
        .param("id", owner.idHash()).param("account", owner.accountId()).param("provider", owner.provider())
        .param("credential", owner.credential()).param("model", owner.model()).param("billed", owner.billed())
        .param("expires", utc(clock.instant().plus(keep))).update();
  }

  /** Notes which response has some items. As with {@link #note}, an answer doesn't fail when the database is away. */
  void noteItems(String responseHash, List<String> ids) {
    if (clock.instant().isBefore(pausedUntil)) {
      return;
    }
    try {
      for (String id : ids) {
        jdbc.sql("insert into response_item (item_hash, response_hash) select id_hash, response_hash from (select cast(:item as varchar(64)) "
                + "as id_hash, cast(:response as varchar(64)) as response_hash) one where not exists "
                + "(select 1 from response_item where item_hash = :item)")
            .param("item", hash(id)).param("response", responseHash).update();
      }
    } catch (DataIntegrityViolationException e) {
      LOG.debug("The response of an item is known already, or nobody is known to own it");
    } catch (RuntimeException e) {
      pausedUntil = clock.instant().plus(PAUSE);
      LOG.warn("It can't be noted which items a stored response has, so that nothing can refer to them: {}", e.toString());
    }
  }

  /**
   * Returns the owners of the responses that have some items, by the id of the item; those of which nobody is known to own one are left
   * out.
   *
   * @throws org.springframework.dao.DataAccessException when the database can't be asked
   */
  Map<String, Owner> ofItems(Collection<String> ids) {
    Map<String, String> idsByHash = new HashMap<>();
    ids.forEach(id -> idsByHash.put(hash(id), id));
    Map<String, Owner> owners = new HashMap<>();
    jdbc.sql("select i.item_hash, o.id_hash, o.account_id, o.provider, o.credential, o.model, o.billed from response_item i "
            + "join response_owner o on o.id_hash = i.response_hash where i.item_hash in (:ids) and o.expires_at > :now")
        .param("ids", idsByHash.keySet()).param("now", utc(clock.instant()))
        .query((ResultSet row) -> {
          owners.put(idsByHash.get(row.getString("item_hash")), row(row, 0));
        });
    return owners;
  }

  /** Claims what a response in the background used, and returns whether this call is the first to do so. */
  boolean bill(String idHash) {
    try {
      return jdbc.sql("update response_owner set billed = true where id_hash = :id and billed = false").param("id", idHash).update() == 1;
    } catch (RuntimeException e) {
      LOG.warn("It can't be noted that a response in the background is charged; the next call that hears of it is: {}", e.toString());
      return false;
    }
  }

  /** Forgets an owner. When the database is away the row stays until it expires, and the provider answers that there is nothing. */
  void forget(String idHash) {
    try {
      jdbc.sql("delete from response_owner where id_hash = :id").param("id", idHash).update();
    } catch (RuntimeException e) {
      LOG.warn("The owner of a deleted response can't be deleted: {}", e.toString());
    }
  }
}
