package app.orqen.policy;

import org.apache.camel.Exchange;

/** The provider whose credential a request's body may hold. In a request that leads to several targets it is the first one's. */
public final class CredentialTarget {

  private static final String VARIABLE = "orqenCredentialTarget";

  private CredentialTarget() {}

  /** Keeps a body's credential from all providers but one, whether or not that one is called. */
  static void set(Exchange exchange, String provider) {
    exchange.setVariable(VARIABLE, provider);
  }

  /** Returns whether a provider may get the credential of the request's body. */
  public static boolean is(Exchange exchange, String provider) {
    String only = exchange.getVariable(VARIABLE, String.class);
    return only == null || only.equals(provider);
  }
}
