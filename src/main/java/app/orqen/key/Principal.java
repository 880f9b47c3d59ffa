package app.orqen.key;

import app.orqen.reply.GatewayException;
import app.orqen.tools.ToolPolicy;
import java.time.Instant;
import java.util.Objects;
import org.apache.camel.Exchange;

/**
 * The caller: an Orqen key that the step {@code authenticate} has proven, and its account. A credential is injected only for a
 * value of this type, and nothing from the wire can make one.
 *
 * @param keyHash the SHA-256 of the secret that was presented: the key's own, or the one before its rotation
 * @param secretEndsAt when a secret from before a rotation stops to work; null for the key's own
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
    boolean accountActive,
    Instant secretEndsAt,
    KeyRules rules,
    AccountRules account) {

  private static final String VARIABLE = "orqenPrincipal";

  public Principal {
    Objects.requireNonNull(accountId, "accountId is null");
    Objects.requireNonNull(keyId, "keyId is null");
    Objects.requireNonNull(keyHash, "keyHash is null");
    Objects.requireNonNull(rules, "rules is null");
    Objects.requireNonNull(account, "account is null");
  }

  /** Returns the principal of an exchange, or null when no step has authenticated it. */
  public static Principal of(Exchange exchange) {
    return exchange.getVariable(VARIABLE) instanceof Principal principal ? principal : null;
  }

  /**
   * Returns the principal of an exchange.
   *
   * @throws GatewayException 401 when no step has authenticated it
   */
  public static Principal required(Exchange exchange) {
    Principal principal = of(exchange);
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    return principal;
  }

  public void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  public boolean expiredAt(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  /** Returns whether the presented secret is one from before a rotation whose time is over. */
  public boolean secretEndedAt(Instant now) {
    return secretEndsAt != null && !now.isBefore(secretEndsAt);
  }

  /**
   * Returns whether the key and its account may use a model.
   *
   * @param names the name that was asked for and what it leads to, as {@code provider/model}
   */
  public boolean mayUse(String... names) {
    return rules.models().allow(names) && account.models().allow(names);
  }

  /**
   * Returns whether the key and its account may use a target of a plan. A plan never widens a key: where a list has patterns of
   * {@code provider/model}, the target has to match one of them.
   *
   * @param plan the name that was asked for
   * @param names the target's names, as {@code provider/model}
   */
  public boolean mayUseTarget(String plan, String... names) {
    return rules.models().allowTarget(plan, names) && account.models().allowTarget(plan, names);
  }

  /** Returns whether there are models that the key or its account may not use. */
  public boolean isHeldToModels() {
    return rules.models().isRestricted() || account.models().isRestricted();
  }
}
