package app.orqen.vault;

import com.macasaet.fernet.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the vault's keys come from: the environment, a file, or a file in the data folder that is made at first start. */
final class KeyRingSource {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRingSource.class);
  private static final String MADE_FILE = "vault.keys";

  private KeyRingSource() {}

  /**
   * Reads the ring.
   *
   * @param keys the list itself; blank when not set
   * @param file a file with the list; blank when not set
   * @param dataDir where the list of the embedded default is kept
   * @param stored how many credentials the database holds; asked only when that list is missing
   * @throws IllegalArgumentException when what is configured can't be used
   * @throws IllegalStateException when the list is missing without which stored credentials can't be read
   */
  static KeyRing read(String keys, String file, Path dataDir, LongSupplier stored) {
    if (!keys.isBlank()) {
      return KeyRing.parse(keys);
    }
    Path path = file.isBlank() ? dataDir.resolve(MADE_FILE) : Path.of(file);
    try {
      if (file.isBlank() && Files.notExists(path)) {
        requireNone(stored.getAsLong(), path);
        make(path);
      }
      return KeyRing.parse(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException("the vault keys in " + path + " can't be read", e);
    }
  }

  /**
   * Refuses to make a new key when there are stored credentials. The new key would open none of them, and would look like the
   * missing one.
   */
  private static void requireNone(long stored, Path path) {
    if (stored > 0) {
      throw new IllegalStateException("The vault's key file " + path + " is missing, and the database holds provider credentials ("
          + stored + ") that can't be read without it. Put the file back from a backup, or give its keys (ORQEN_VAULT_KEYS or "
          + "ORQEN_VAULT_KEYS_FILE). If they are lost for good, delete the rows of the table provider_credential.");
    }
  }

  private static void make(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Path file = Files.createFile(path,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Key.generateKey().serialise() + "\n");
    LOG.info("Made a vault key in {}; without it, stored provider credentials can't be read: back it up", path);
  }
}
