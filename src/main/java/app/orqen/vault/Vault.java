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
 * Encrypts and decrypts provider credentials. The plaintext names its account and provider, so a row that was moved elsewhere opens
 * to nothing.
 */
public final class Vault {

  private static final ObjectMapper JSON = new ObjectMapper();
  /** Number of characters that tell a token from every other: those of 16 bytes, and up to two of padding. */
  private static final int SIGNATURE_END = 24;

  private final KeyRing keys;

  Vault(KeyRing keys) {
    this.keys = keys;
  }

  /** Returns a Fernet token of {@code {"account":…,"provider":…,"fields":{…}}}. */
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

  /** Returns the credential in a row's token, or nothing when no key opens it or it belongs to another account or provider. */
  Optional<Credential> decrypt(StoredCredential row) {
    return keys.decrypt(row.token()).flatMap(Vault::read)
        .filter(plain -> plain.account.equals(row.accountId()) && plain.provider.equals(row.provider()))
        .map(plain -> new Credential(Credential.Origin.VAULT, plain.fields, signature(row.token()), row));
  }

  /** Returns the end of a token, which is part of its HMAC. */
  private static String signature(String token) {
    return token.substring(token.length() - SIGNATURE_END);
  }

  private record Plain(String account, String provider, SortedMap<String, Secret> fields) {}

  /** Reads the plaintext without a tree, because each call does. Anything but such an object gives nothing. */
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
            parser.skipChildren(); // A version of a later release, which may run at the same time.
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

  /** Returns the token encrypted with the newest key; nothing when it already is, or when no key opens it. */
  Optional<String> reencrypt(String token) {
    return keys.isNewest(token) ? Optional.empty() : keys.decrypt(token).map(keys::encrypt);
  }

  /** Returns whether any key opens a token. */
  boolean opens(String token) {
    return keys.decrypt(token).isPresent();
  }
}
