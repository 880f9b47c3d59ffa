package app.orqen.vault;

import com.macasaet.fernet.Key;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The library's key with a cipher and an HMAC that are reused, because finding them among the JDK's providers costs a request more
 * than decrypting. There are as many as were ever in use at once, about the number of processors.
 */
final class ReadyKey extends Key {

  /** Bytes of version, time and initialisation vector, which a signature covers before the ciphertext (Fernet specification). */
  private static final int SIGNED_HEAD = 1 + Long.BYTES + 16;

  private final SecretKeySpec encryptionKey = getEncryptionKeySpec();
  private final Queue<Cipher> ciphers = new ConcurrentLinkedQueue<>();
  private final Queue<Mac> macs = new ConcurrentLinkedQueue<>();

  /**
   * Makes a key.
   *
   * @param text 32 bytes in URL-safe base64
   * @throws IllegalArgumentException when it is anything else
   */
  ReadyKey(String text) {
    super(text);
  }

  @Override
  public byte[] sign(byte version, Instant timestamp, IvParameterSpec initializationVector, byte[] cipherText) {
    byte[] head = ByteBuffer.allocate(SIGNED_HEAD).put(version).putLong(timestamp.getEpochSecond())
        .put(initializationVector.getIV()).array();
    Mac mac = takeMac();
    mac.update(head);
    byte[] signature = mac.doFinal(cipherText);
    macs.add(mac);
    return signature;
  }

  @Override
  protected byte[] decrypt(byte[] cipherText, IvParameterSpec initializationVector) {
    try {
      Cipher cipher = takeCipher();
      cipher.init(Cipher.DECRYPT_MODE, encryptionKey, initializationVector);
      byte[] plaintext = cipher.doFinal(cipherText);
      ciphers.add(cipher);
      return plaintext;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("signed, but not encrypted as Fernet does it", e);
    }
  }

  private Cipher takeCipher() throws GeneralSecurityException {
    Cipher ready = ciphers.poll();
    return ready == null ? Cipher.getInstance(getCipherTransformation()) : ready;
  }

  private Mac takeMac() {
    Mac ready = macs.poll();
    if (ready != null) {
      return ready;
    }
    try {
      Mac made = Mac.getInstance(getSigningAlgorithm());
      made.init(getSigningKeySpec());
      return made;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + getSigningAlgorithm(), e);
    }
  }
}
