package app.orqen.vault;

import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a provider is called with: the fields that it needs, by name, and where they came from. Prints nothing of them.
 */
public final class Credential {

  /** Where a credential came from. */
  public enum Origin {
    REQUEST,
    VAULT,
    NONE
  }

  /** For a provider that needs none. */
  public static final Credential NONE = new Credential(Origin.NONE, Map.of());

  /** Fields that are no secrets: settings, which may well stand in an answer. */
  private static final Set<String> PLAIN =
      Set.of("aws_region_name", "api_base", "api_version", "vertex_project", "vertex_location");
  /** Shorter values would be found in ordinary text. */
  private static final int SHORTEST_TO_REDACT = 8;

  private final Origin origin;
  private final SortedMap<String, Secret> fields;
  /** Null: it is worked out from the fields. */
  private final String fingerprint;

  public Credential(Origin origin, Map<String, Secret> fields) {
    this(origin, new TreeMap<>(fields), null);
  }

  /**
   * Makes one that is read for each call, and known by something that costs less than a hash of its fields.
   *
   * @param fields kept, not copied
   */
  Credential(Origin origin, SortedMap<String, Secret> fields, String fingerprint) {
    this.origin = origin;
    this.fields = fields;
    this.fingerprint = fingerprint;
  }

  public Origin origin() {
    return origin;
  }

  /** A field's value, or null. */
  public String reveal(String field) {
    Secret secret = fields.get(field);
    return secret == null ? null : secret.reveal();
  }

  /** The same with one field set or replaced; itself when the field has that value. */
  public Credential with(String field, Secret value) {
    if (value.equals(fields.get(field))) {
      return this;
    }
    Map<String, Secret> all = new TreeMap<>(fields);
    all.put(field, value);
    return new Credential(origin, all);
  }

  /** The secrets as they would stand in an answer that repeats them. */
  public List<byte[]> toRedact() {
    List<byte[]> secrets = new ArrayList<>(fields.size());
    fields.forEach((name, secret) -> {
      if (!PLAIN.contains(name) && secret.reveal().length() >= SHORTEST_TO_REDACT) {
        secrets.add(secret.reveal().getBytes(StandardCharsets.US_ASCII));
      }
    });
    return secrets;
  }

  /** Tells credentials apart without showing them: a stored one keeps its fingerprint until it is stored again. */
  public String fingerprint() {
    if (fingerprint != null) {
      return fingerprint;
    }
    if (fields.isEmpty()) {
      return "none";
    }
    StringBuilder all = new StringBuilder();
    fields.forEach((name, secret) -> all.append(name).append('=').append(secret.reveal()).append('\n'));
    return ApiKey.hash(all.toString()).substring(0, 16);
  }

  @Override
  public String toString() {
    return "Credential[" + origin + ", " + fields.keySet() + "]";
  }
}
