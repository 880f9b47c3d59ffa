package app.orqen.state;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.vault.Credential;
import app.orqen.vault.StoredCredential;
import org.apache.camel.Exchange;

/**
 * The provider and the credential that a call must use, because it continues a response or a conversation that is stored there and that
 * no other provider or credential can see.
 */
public final class Pin {

  private static final String VARIABLE = "orqenPin";

  private final Owner owner;

  Pin(Owner owner) {
    this.owner = owner;
  }

  /** Returns the pin of an exchange, or null when its call may go to any provider. */
  public static Pin of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Pin.class);
  }

  /** Pins an exchange. Of several stored credentials it then uses only the pinned one. */
  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
    if (owner.credential().startsWith(Owners.VAULT)) {
      exchange.setVariable(StoredCredential.ONLY, owner.credential().substring(Owners.VAULT.length()));
    }
  }

  /**
   * Refuses something else that the request goes on with, when it is stored at another provider or was made with another credential.
   *
   * @throws GatewayException 400
   */
  void requireSame(Owner other) {
    if (!owner.provider().equals(other.provider()) || !owner.credential().equals(other.credential())) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "input", "What the request goes on with is stored at several providers, or "
          + "was made with several credentials. Send the whole conversation as input.");
    }
  }

  /** Returns whether the response or conversation is stored at this provider. */
  boolean isAt(String provider) {
    return owner.provider().equals(provider);
  }

  /**
   * Refuses any provider but the one at which the response or conversation is stored.
   *
   * @throws GatewayException 400
   */
  void requireProvider(String provider) {
    if (!isAt(provider)) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "model", "The request continues something that is stored at '"
          + owner.provider() + "'. Name a model of that provider, or send the whole conversation as input.");
    }
  }

  /**
   * Refuses any credential but the one with which the response was made, because another account at the provider can't see it.
   *
   * @throws GatewayException 400
   */
  void requireCredential(Credential credential) {
    if (!owner.credential().equals(Owners.label(credential))) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, null, "The stored response was made with another credential of the "
          + "provider. Send the request with the same one, or send the whole conversation as input.");
    }
  }
}
