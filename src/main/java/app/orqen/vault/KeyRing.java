package app.orqen.vault;

import app.orqen.json.CharacterPlace;
import com.macasaet.fernet.Token;
import com.macasaet.fernet.TokenValidationException;
import com.macasaet.fernet.Validator;
import java.time.Duration;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Fernet keys, newest first: the first encrypts, all decrypt. */
final class KeyRing {

  private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=";

  /** Stored tokens don't expire, and a clock may have been set back since. */
  private static final Duration FOREVER = Duration.ofDays(365L * 1000);

  private static final Validator<byte[]> AGELESS = new Validator<>() {
    @Override
    public Function<byte[], byte[]> getTransformer() {
      return Function.identity();
    }

    @Override
    public TemporalAmount getTimeToLive() {
      return FOREVER;
    }

    @Override
    public TemporalAmount getMaxClockSkew() {
      return FOREVER;
    }
  };

  private final List<ReadyKey> keys;

  private KeyRing(List<ReadyKey> keys) {
    this.keys = keys;
  }

  /**
   * Reads keys as a file or the environment has them: 32 bytes in URL-safe base64, one a line or with commas between.
   *
   * @throws IllegalArgumentException naming the number of the one that isn't a key, without showing it
   */
  static KeyRing parse(String text) {
    List<ReadyKey> keys = new ArrayList<>();
    for (String word : text.split("[,\\s]+")) {
      if (word.isEmpty()) {
        continue;
      }
      try {
        keys.add(new ReadyKey(word));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("vault key number " + (keys.size() + 1)
            + " isn't a Fernet key: it must be 32 bytes in URL-safe base64"
            + CharacterPlace.first(word, character -> BASE64.indexOf(character) < 0));
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("the list of vault keys is empty");
    }
    return new KeyRing(keys);
  }

  String encrypt(byte[] plaintext) {
    return Token.generate(keys.get(0), plaintext).serialise();
  }

  /** Returns the plaintext, or nothing when no key opens the token. */
  Optional<byte[]> decrypt(String token) {
    try {
      Token parsed = Token.fromString(token);
      for (ReadyKey key : keys) {
        // Decrypting proves the signature too: with one key, asking first would be the same work twice.
        if (keys.size() == 1 || parsed.isValidSignature(key)) {
          return Optional.of(parsed.validateAndDecrypt(key, AGELESS));
        }
      }
    } catch (TokenValidationException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** Returns whether a token was encrypted with the newest key. */
  boolean isNewest(String token) {
    try {
      return Token.fromString(token).isValidSignature(keys.get(0));
    } catch (TokenValidationException | IllegalArgumentException e) {
      return false;
    }
  }
}
