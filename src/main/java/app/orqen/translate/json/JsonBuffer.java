package app.orqen.translate.json;

import app.orqen.json.Surrogates;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of JSON in UTF-8, and how strings become JSON in it. Jackson refuses strings with half a surrogate pair (agents
 * cut text anywhere, and providers stream escapes one by one). Here they are written as the escape they came as.
 */
abstract sealed class JsonBuffer permits JsonOut {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /**
   * The characters that end a run of bytes to copy: those that must be escaped, and the question mark, which may represent half
   * a pair.
   */
  private static final boolean[] SPECIAL = special();

  /** Below this length a loop over the characters beats encoding the string as a whole. */
  private static final int SHORT = 24;

  /** Bytes of a new buffer, and of the longest that is kept once it has been taken. */
  static final int SMALL = 256;
  private static final int KEPT = 1024;

  private byte[] buffer;
  private int size;

  JsonBuffer(int capacity) {
    buffer = new byte[capacity];
  }

  /** Returns what was written since the last call. */
  public final byte[] bytes() {
    byte[] written = Arrays.copyOf(buffer, size);
    size = 0;
    if (buffer.length > KEPT) {
      buffer = new byte[SMALL]; // the next, of a stream, may be long in coming
    }
    return written;
  }

  /** Writes a comma if the last byte ended a value. */
  final void separate() {
    if (size > 0) {
      byte last = buffer[size - 1];
      if (last != '{' && last != '[' && last != ':' && last > ' ') {
        put(',');
      }
    }
  }

  final void put(char c) {
    reserve(1);
    buffer[size++] = (byte) c;
  }

  /** Writes text that is all ASCII as it is. */
  final void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  /** Writes a member's name from the code, which needs no escape. */
  final void member(String name) {
    int length = name.length();
    reserve(length + 3);
    buffer[size++] = '"';
    for (int i = 0; i < length; i++) {
      buffer[size++] = (byte) name.charAt(i);
    }
    buffer[size++] = '"';
    buffer[size++] = ':';
  }

  /** Writes a string of JSON. */
  final void quoted(String text) {
    put('"');
    if (text.length() >= SHORT || !plain(text)) {
      encoded(text);
    }
    put('"');
  }

  /** Writes a short string if it is all ASCII and needs no escape. Otherwise writes nothing. */
  private boolean plain(String text) {
    reserve(SHORT);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || SPECIAL[c]) {
        return false;
      }
      buffer[size + i] = (byte) c;
    }
    size += text.length();
    return true;
  }

  private void encoded(String text) {
    int start = size;
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    reserve(utf8.length + 16);
    boolean whole = false;
    int from = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b < 0 || !SPECIAL[b]) {
        continue;
      }
      if (b != '?') {
        copy(utf8, from, i);
        escape(b);
        from = i + 1;
      } else if (!whole && Surrogates.hasHalf(text)) {
        size = start;
        throughEscapes(text);
        return;
      } else {
        whole = true;
      }
    }
    copy(utf8, from, utf8.length);
  }

  final void copy(byte[] bytes, int from, int to) {
    reserve(to - from);
    System.arraycopy(bytes, from, buffer, size, to - from);
    size += to - from;
  }

  private void escape(int c) {
    reserve(6);
    buffer[size++] = '\\';
    switch (c) {
      case '"', '\\' -> buffer[size++] = (byte) c;
      case '\n' -> buffer[size++] = 'n';
      case '\r' -> buffer[size++] = 'r';
      case '\t' -> buffer[size++] = 't';
      default -> {
        buffer[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
          buffer[size++] = HEX[c >> shift & 0xF];
        }
      }
    }
  }

  /** Writes text that has half a surrogate pair. It is slower, and writes every surrogate as an escape. */
  private void throughEscapes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80 ? SPECIAL[c] && c != '?' : Character.isSurrogate(c)) {
        escape(c);
      } else if (c < 0x80) {
        put(c);
      } else {
        byte[] utf8 = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
        copy(utf8, 0, utf8.length);
      }
    }
  }

  private void reserve(int more) {
    if (size + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }

  private static boolean[] special() {
    boolean[] special = new boolean[128];
    Arrays.fill(special, 0, ' ', true);
    special['"'] = true;
    special['\\'] = true;
    special['?'] = true;
    return special;
  }
}
