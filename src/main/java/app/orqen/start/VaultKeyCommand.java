package app.orqen.start;

import com.macasaet.fernet.Key;
import java.io.PrintStream;
import java.util.List;

/** {@code orqen.jar vault-key}: prints a new vault key, for the list in {@code ORQEN_VAULT_KEYS} or its file. */
final class VaultKeyCommand {

  private VaultKeyCommand() {}

  /**
   * Prints a new Fernet key (32 random bytes in URL-safe base64) on one line and keeps it nowhere.
   *
   * @param words what follows {@code vault-key} on the command line
   * @return the exit code: 0, or 2 when the command isn't understood
   */
  static int run(List<String> words, PrintStream out) {
    if (!words.isEmpty()) {
      out.println("Usage: java -jar orqen.jar vault-key");
      return 2;
    }
    out.println(Key.generateKey().serialise());
    return 0;
  }
}
