package app.orqen.promptcache;

import app.orqen.bytes.Crc64;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The checksum of a part of a prompt as a provider's cache sees it: of its names, texts and numbers. The marks that say where the cache
 * ends are left out. Clients move them from message to message, and a message that loses its mark is still the same one to the cache. To
 * set a mark, clients also write a text as a list with one block, so both spellings have the same sum.
 */
final class PromptSum {

  private static final byte[] MARK = ascii("cache_control");
  private static final byte[] POINT = ascii("cachePoint");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] TYPE = ascii("type");
  private static final byte[] TEXT = ascii("text");
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long SLASHES = '\\' * ONES;
  /** Ends each part, since no JSON text has this byte. */
  private static final int END = 0;

  private final byte[] json;
  private final int to;
  private final Crc64 sum = new Crc64();
  private int at;

  private PromptSum(byte[] json, int from, int to) {
    this.json = json;
    this.at = from;
    this.to = to;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the checksum of valid JSON from one index up to but not including another. */
  static long of(byte[] json, int from, int to) {
    PromptSum sum = new PromptSum(json, from, to);
    while (sum.at < to) {
      sum.next();
    }
    return sum.sum.value();
  }

  private void next() {
    byte here = json[at];
    if (here == '"') {
      int start = at + 1;
      skipString();
      text(start, at - 1);
    } else if (isBetween(here)) {
      at++;
    } else {
      int start = at;
      while (at < to && json[at] != '"' && !isBetween(json[at])) {
        at++;
      }
      add(start, at);
    }
  }

  /** Adds a text, or decides about the field that it names. */
  private void text(int start, int end) {
    if (!isName()) {
      add(start, end);
    } else if (is(start, end, MARK) || is(start, end, POINT)) {
      skipValue();
    } else if (is(start, end, TYPE)) {
      skipTypeText(start, end);
    } else if (!is(start, end, TEXT) && !is(start, end, CONTENT)) {
      add(start, end);
    }
  }

  /** Leaves out the type of a block of text, which a plain text doesn't have. */
  private void skipTypeText(int start, int end) {
    int value = at;
    while (value < to && json[value] != '"') {
      value++;
    }
    if (value + TEXT.length + 1 < to && is(value + 1, value + 1 + TEXT.length, TEXT) && json[value + 1 + TEXT.length] == '"') {
      at = value + TEXT.length + 2;
    } else {
      add(start, end);
    }
  }

  private void add(int start, int end) {
    sum.add(json, start, end).add(END);
  }

  private boolean is(int start, int end, byte[] name) {
    return end - start == name.length && Arrays.equals(json, start, end, name, 0, name.length);
  }

  /** Returns whether the text that just ended is a field's name. */
  private boolean isName() {
    int next = at;
    while (next < to && json[next] <= ' ' && json[next] > 0) {
      next++;
    }
    return next < to && json[next] == ':';
  }

  private static boolean isBetween(byte one) {
    return one <= ' ' && one > 0 || one == ',' || one == ':' || one == '[' || one == ']' || one == '{' || one == '}';
  }

  private void skipString() {
    at++;
    while (at < to) {
      while (at <= to - Long.BYTES && isPlain((long) LONGS.get(json, at))) {
        at += Long.BYTES;
      }
      byte here = json[at];
      if (here == '"') {
        break;
      }
      at += here == '\\' ? 2 : 1;
    }
    at++;
  }

  /** Returns whether none of eight bytes is a quotation mark or a backslash. Most bytes of a prompt are in long texts. */
  private static boolean isPlain(long eight) {
    long quote = eight ^ QUOTES;
    long slash = eight ^ SLASHES;
    return ((quote - ONES & ~quote | slash - ONES & ~slash) & HIGH_BITS) == 0;
  }

  /** Passes over the value of the field whose name just ended. */
  private void skipValue() {
    int depth = 0;
    boolean begun = false;
    while (at < to && !(begun && depth == 0)) {
      byte here = json[at];
      if (here == '"') {
        skipString();
        begun = true;
        continue;
      }
      if (here == '{' || here == '[') {
        depth++;
        begun = true;
      } else if (here == '}' || here == ']') {
        if (depth == 0) {
          return;
        }
        depth--;
      } else if (here == ',' && depth == 0) {
        return; // it was a number or a word
      }
      at++;
    }
  }
}
