package app.orqen.vault;

import app.orqen.secret.Secret;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Encrypts and decrypts provider credentials. The plaintext names its account and provider, so that a row that was moved
 * elsewhere opens to nothing.
 */
public final class Vault {

  private static final ObjectMapper JSON = new ObjectMapper();
  /** How many characters of a token tell it from every other: those of 16 bytes, and perhaps two of padding. */
  private static final int SIGNATURE_END = 24;

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
    return keys.decrypt(token).flatMap(Vault::read)
        .filter(plain -> plain.account.equals(accountId) && plain.provider.equals(provider))
        .map(plain -> new Credential(Credential.Origin.VAULT, plain.fields, signature(token)));
  }

  /** The end of a token is of its HMAC. */
  private static String signature(String token) {
    return token.substring(token.length() - SIGNATURE_END);
  }

  private record Plain(String account, String provider, SortedMap<String, Secret> fields) {}

  /** Read for each call, so without a tree. What is no such object belongs to nobody. */
  private static Optional<Plain> read(byte[] json) {
    String account = "";
    String provider = "";
    SortedMap<String, Secret> fields = null;
    try (JsonParser parser = JSON.createParser(json)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        switch (parser.currentName()) {
          case "account" -> account = text(parser);
          case "provider" -> provider = text(parser);
          case "fields" -> fields = fields(parser);
          default -> {
            parser.nextToken();
            parser.skipChildren(); // of a later release, which may run beside this one
          }
        }
      }
      require(parser.currentToken() == JsonToken.END_OBJECT && fields != null);
      return Optional.of(new Plain(account, provider, fields));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static SortedMap<String, Secret> fields(JsonParser parser) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT);
    SortedMap<String, Secret> fields = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      fields.put(parser.currentName(), Secret.of(text(parser)));
    }
    require(parser.currentToken() == JsonToken.END_OBJECT);
    return fields;
  }

  private static String text(JsonParser parser) throws IOException {
    require(parser.nextToken() == JsonToken.VALUE_STRING);
    return parser.getText();
  }

  private static void require(boolean asWritten) throws IOException {
    if (!asWritten) {
      throw new IOException("no credential");
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
