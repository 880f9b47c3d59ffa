package app.orqen.key;

import app.orqen.tools.ToolPolicy;
import java.time.Instant;
import java.util.Objects;
import org.apache.camel.Exchange;

/**
 * The caller: an Orqen key that the step {@code authenticate} has proven, and its account. A credential is injected only for a
 * value of this type, and nothing from the wire can make one.
 */
public record Principal(
    String accountId,
    String keyId,
    String keyName,
    String keyHash,
    int rateLimitRpm,
    ToolPolicy tools,
    Instant expiresAt,
    boolean keyActive,
    boolean accountActive) {

  private static final String VARIABLE = "orqenPrincipal";

  public Principal {
    Objects.requireNonNull(accountId, "accountId is null");
    Objects.requireNonNull(keyId, "keyId is null");
    Objects.requireNonNull(keyHash, "keyHash is null");
  }

  /** Returns the principal of an exchange, or null when no step has authenticated it. */
  public static Principal of(Exchange exchange) {
    return exchange.getVariable(VARIABLE) instanceof Principal principal ? principal : null;
  }

  public void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  public boolean expiredAt(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
