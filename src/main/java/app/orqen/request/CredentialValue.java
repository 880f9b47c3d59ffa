package app.orqen.request;

import app.orqen.json.CharacterPlace;
import app.orqen.key.ApiKey;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;

/** Checks the value of a credential's field: visible ASCII of a bounded length, and not an Orqen key. */
public final class CredentialValue {

  public static final int MAX_LENGTH = 8192;

  private CredentialValue() {}

  /**
   * Refuses what can't be a credential, or would break out of a header.
   *
   * @throws GatewayException 400 unless the value is 1 to 8192 visible ASCII characters
   */
  public static void requireValid(String name, String value) {
    if (ApiKey.isWellFormed(value)) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, name,
          "'" + name + "' holds an Orqen key; it must be the provider's own credential.");
    }
    boolean visible = value.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!visible || value.isEmpty() || value.length() > MAX_LENGTH) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, name,
          "'" + name + "' must be 1 to " + MAX_LENGTH + " visible ASCII characters"
              + CharacterPlace.first(value, c -> c <= ' ' || c >= 0x7f) + ".");
    }
  }
}
