package app.orqen.translate.chat;

import app.orqen.bytes.Sha256;
import java.util.HashMap;
import java.util.Map;

/**
 * Names and ids as a provider takes them (pitfall 28). A name that fits stays. Any other is reduced to letters, digits and the
 * extra characters given, and gets a hash of the original. The same name is therefore always changed in the same way (in
 * definition, choice and history, in this request and the next), and two names never become one.
 */
public final class SafeNames {

  private static final int HASH = 8;

  private final String extra;
  private final int max;
  private final boolean wordFirst;
  private final Map<String, String> changed = new HashMap<>();

  public SafeNames(String extraCharacters, int maxLength) {
    this(extraCharacters, maxLength, false);
  }

  /** Keeps what names may consist of. With {@code wordFirst} a name begins with a letter or an underscore. */
  public SafeNames(String extraCharacters, int maxLength, boolean wordFirst) {
    this.extra = extraCharacters;
    this.max = maxLength;
    this.wordFirst = wordFirst;
  }

  public String of(String name) {
    if (fits(name)) {
      return name;
    }
    StringBuilder safe = new StringBuilder(max);
    if (!beginsWell(name)) {
      safe.append('_');
    }
    for (int i = 0; i < name.length() && safe.length() < max - HASH - 1; i++) {
      safe.append(allowed(name.charAt(i)) ? name.charAt(i) : '_');
    }
    String result = safe.append('_').append(hash(name)).toString();
    changed.put(result, name);
    return result;
  }

  /** Returns the changed names with their originals. */
  public Map<String, String> originals() {
    return Map.copyOf(changed);
  }

  private boolean fits(String name) {
    if (name.length() > max || !beginsWell(name)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!allowed(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean beginsWell(String name) {
    return !wordFirst || name.isEmpty() || name.charAt(0) == '_' || isLetter(name.charAt(0));
  }

  private boolean allowed(char c) {
    return isLetter(c) || c >= '0' && c <= '9' || extra.indexOf(c) >= 0;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static String hash(String name) {
    return Sha256.hex(name).substring(0, HASH);
  }
}
