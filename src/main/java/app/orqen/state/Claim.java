package app.orqen.state;

import java.util.List;
import org.apache.camel.Exchange;

/** What a call does to the owner of a response: it makes one, reads one or deletes one. */
public final class Claim {

  private static final String VARIABLE = "orqenClaim";

  private final Owners owners;
  private final Owner owner;
  private final boolean made;
  private final boolean deletes;
  private String idHash;
  /** How many of the response's items are noted. */
  private int items;

  private Claim(Owners owners, Owner owner, boolean made, boolean deletes) {
    this.owners = owners;
    this.owner = owner;
    this.made = made;
    this.deletes = deletes;
    this.idHash = owner.idHash();
  }

  /** Returns the claim of a call whose answer the provider stores. The owner's id is still unknown. */
  static Claim ofNew(Owners owners, Owner owner) {
    return new Claim(owners, owner, true, false);
  }

  /** Returns the claim of a call about a stored response. */
  static Claim ofStored(Owners owners, Owner owner, boolean deletes) {
    return new Claim(owners, owner, false, deletes);
  }

  /** Returns the claim of an exchange, or null when its call leaves nothing at the provider. */
  public static Claim of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Claim.class);
  }

  /** Forgets what an earlier attempt of an exchange claimed, at another provider. */
  static void forget(Exchange exchange) {
    exchange.removeVariable(VARIABLE);
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  /** Notes the id of the response that the provider made, before its client knows it. Only the first call matters. */
  public void made(String id) {
    if (made && id != null && idHash == null) {
      idHash = Owners.hash(id);
      owners.note(new Owner(idHash, owner.accountId(), owner.provider(), owner.credential(), owner.model(), owner.billed()));
    }
  }

  /** Notes the ids of the response's items so far, before its client knows them, so that it can refer to them. */
  public void has(List<String> ids) {
    if (idHash != null && ids.size() > items) {
      owners.noteItems(idHash, ids.subList(items, ids.size()));
      items = ids.size();
    }
  }

  /** Returns whether what the response used may be told by a later call, so that it is not to be estimated now. */
  public boolean isOpen() {
    return !made || !owner.billed();
  }

  /**
   * Returns whether this call is to be charged for what the provider says that the response used. What it used in the background is
   * charged once, to the call that first hears of it.
   *
   * @param tokens how many it tells; 0 when it doesn't tell yet
   */
  public boolean charges(long tokens) {
    if (!isOpen()) {
      return true;
    }
    return tokens > 0 && idHash != null && !owner.billed() && owners.bill(idHash);
  }

  /** Notes that the provider has done what was asked for. */
  public void done() {
    if (deletes) {
      owners.forget(idHash);
    }
  }
}
