package app.orqen.state;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.vault.Credential;
import app.orqen.vault.StoredCredential;
import org.apache.camel.Exchange;

/** The provider and the credential to which a call is held, since only these have what it goes on with. */
public final class Pin {

  private static final String VARIABLE = "orqenPin";

  private final Owner owner;

  Pin(Owner owner) {
    this.owner = owner;
  }

  /** Returns the pin of an exchange, or null when its call is free to go anywhere. */
  public static Pin of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Pin.class);
  }

  /** Holds an exchange to it. Of several stored credentials only the pinned one is used. */
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

  /** Returns whether a provider is the one that has it. */
  boolean isAt(String provider) {
    return owner.provider().equals(provider);
  }

  /**
   * Refuses another provider than the one that has it.
   *
   * @throws GatewayException 400
   */
  void requireProvider(String provider) {
    if (!isAt(provider)) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "model", "What the request goes on with is stored at '" + owner.provider()
          + "'. Name a model of that provider, or send the whole conversation as input.");
    }
  }

  /**
   * Refuses another credential than the one that it was made with. Another account at the provider doesn't have it.
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
