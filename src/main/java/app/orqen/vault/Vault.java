package app.orqen.vault;

import app.orqen.secret.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Encrypts and decrypts provider credentials. The plaintext names its account and provider, so that a row that was moved
 * elsewhere opens to nothing.
 */
public final class Vault {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KeyRing keys;

  Vault(KeyRing keys) {
    this.keys = keys;
  }

  /** A Fernet token of {@code {"account":…,"provider":…,"fields":{…}}}. */
  public String encrypt(String accountId, String provider, Map<String, String> fields) {
    ObjectNode plain = JSON.createObjectNode().put("account", accountId).put("provider", provider);
    ObjectNode values = plain.putObject("fields");
    fields.forEach(values::put);
    try {
      return keys.encrypt(JSON.writeValueAsBytes(plain));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The credential in a token, or nothing when no key opens it or it belongs elsewhere. */
  public Optional<Credential> decrypt(String token, String accountId, String provider) {
    return keys.decrypt(token).map(Vault::parse)
        .filter(plain -> plain.path("account").asText().equals(accountId)
            && plain.path("provider").asText().equals(provider))
        .map(plain -> {
          Map<String, Secret> fields = new LinkedHashMap<>();
          plain.path("fields").properties().forEach(field ->
              fields.put(field.getKey(), Secret.of(field.getValue().asText())));
          return new Credential(Credential.Origin.VAULT, fields);
        });
  }

  private static JsonNode parse(byte[] plain) {
    try {
      return JSON.readTree(plain);
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }

  /** The same plaintext under the newest key; nothing when it is so already, or when no key opens it. */
  Optional<String> reencrypt(String token) {
    return keys.isNewest(token) ? Optional.empty() : keys.decrypt(token).map(keys::encrypt);
  }

  /** Whether any key opens a token. */
  boolean opens(String token) {
    return keys.decrypt(token).isPresent();
  }
}
