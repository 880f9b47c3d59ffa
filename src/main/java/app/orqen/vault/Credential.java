package app.orqen.vault;

import app.orqen.bytes.Sha256;
import app.orqen.credential.CredentialField;
import app.orqen.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The credential of a call to a provider: its fields by name, and where they came from. Its text shows no value.
 */
public final class Credential {

  /** Where a credential came from. */
  public enum Origin {
    REQUEST,
    VAULT,
    NONE
  }

  /** The credential of a provider that needs no credential. */
  public static final Credential NONE = new Credential(Origin.NONE, Map.of());

  /** Length in characters; shorter values would be found in ordinary text. */
  private static final int SHORTEST_TO_REDACT = 8;

  private final Origin origin;
  private final SortedMap<String, Secret> fields;
  /** Null when it has to be computed from the fields. */
  private final String fingerprint;
  /** Null unless it came from the vault. */
  private final StoredCredential stored;

  public Credential(Origin origin, Map<String, Secret> fields) {
    this(origin, new TreeMap<>(fields), null, null);
  }

  /**
   * Makes a credential that is decrypted for each call, with a fingerprint that costs less than a hash of its fields.
   *
   * @param fields kept, not copied; nobody may change them
   * @param stored what it was decrypted from
   */
  Credential(Origin origin, SortedMap<String, Secret> fields, String fingerprint, StoredCredential stored) {
    this.origin = origin;
    this.fields = fields;
    this.fingerprint = fingerprint;
    this.stored = stored;
  }

  /** Returns the name under which it is stored; null when it isn't from the vault. */
  public String name() {
    return stored == null ? null : stored.name();
  }

  /** Returns where it is noted what calls show of it; null when it isn't from the vault. */
  public CredentialHealth health() {
    return stored == null ? null : stored.health();
  }

  public Origin origin() {
    return origin;
  }

  /** Returns a field's value, or null. */
  public String reveal(CredentialField field) {
    Secret secret = fields.get(field.field());
    return secret == null ? null : secret.reveal();
  }

  /** Returns this credential with one field set, or itself when the field already has that value. */
  public Credential with(CredentialField field, Secret value) {
    if (value.equals(fields.get(field.field()))) {
      return this;
    }
    SortedMap<String, Secret> all = new TreeMap<>(fields);
    all.put(field.field(), value);
    return new Credential(origin, all, null, stored);
  }

  /** Returns the secrets as bytes, to find them in an answer that repeats them. */
  public List<byte[]> toRedact() {
    List<byte[]> secrets = new ArrayList<>(fields.size());
    fields.forEach((name, secret) -> {
      if (CredentialField.of(name).isSecret() && secret.reveal().length() >= SHORTEST_TO_REDACT) {
        secrets.add(secret.reveal().getBytes(StandardCharsets.US_ASCII));
      }
    });
    return secrets;
  }

  /** Returns a text that tells credentials apart without showing them. A stored one keeps it until it is stored again. */
  public String fingerprint() {
    if (fingerprint != null) {
      return fingerprint;
    }
    if (fields.isEmpty()) {
      return "none";
    }
    StringBuilder all = new StringBuilder();
    fields.forEach((name, secret) -> all.append(name).append('=').append(secret.reveal()).append('\n'));
    return Sha256.hex(all.toString()).substring(0, 16);
  }

  @Override
  public String toString() {
    return "Credential[" + origin + ", " + fields.keySet() + "]";
  }
}
