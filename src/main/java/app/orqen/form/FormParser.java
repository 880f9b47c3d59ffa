package app.orqen.form;

import app.orqen.bytes.ByteSearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a form apart as its bytes come, in any split. It holds no more than the head of a part, or the few bytes that may be the
 * beginning of a boundary. It is stricter than RFC 2046: the boundary may occur nowhere but at the beginning of a line, with its line
 * break right behind it, and nothing may come before the first and behind the last one. Some readers take such bytes for a part that
 * others don't see.
 */
final class FormParser {

  /** The longest head of a part, in bytes. */
  private static final int MOST_HEAD = 8 * 1024;
  /** How many bytes are taken at once, so that what is held stays short, however long a chunk is. */
  private static final int PIECE = 16 * 1024;
  private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};

  private enum State {
    START,
    HEAD,
    DATA,
    BOUNDARY,
    END
  }

  private final byte[] dash;
  private final Parts parts;
  private State state = State.START;
  private byte[] bytes = new byte[0];
  private int start;
  private int end;

  /**
   * Creates the parser of one form.
   *
   * @param boundary as the content type has it
   */
  FormParser(String boundary, Parts parts) {
    this.dash = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
    this.parts = parts;
  }

  /**
   * Takes the next bytes.
   *
   * @throws app.orqen.reply.GatewayException 400 when it isn't a form
   */
  void feed(byte[] chunk, int offset, int length) throws IOException {
    for (int at = 0; at < length; at += PIECE) {
      take(chunk, offset + at, Math.min(PIECE, length - at));
    }
  }

  private void take(byte[] chunk, int offset, int length) throws IOException {
    int held = end - start;
    if (bytes.length - end < length) {
      byte[] larger = bytes.length < held + length ? new byte[Math.max(held + length, 2 * held)] : bytes;
      System.arraycopy(bytes, start, larger, 0, held);
      bytes = larger;
      start = 0;
      end = held;
    }
    System.arraycopy(chunk, offset, bytes, end, length);
    end += length;
    while (step()) {
      // goes on as far as the bytes reach
    }
  }

  /** Takes the end of the body. */
  void finish() throws IOException {
    if (state != State.END) {
      throw PartHead.malformed("it ends before its last boundary");
    }
    parts.closes(Arrays.copyOfRange(bytes, start, end));
  }

  /** Returns how many of the bytes that came are held, since it isn't known yet what they belong to. */
  int held() {
    return end - start;
  }

  /** Returns how many bytes of the last boundary were taken that a {@link FormWriter} writes later, with what follows it. */
  int owed() {
    return switch (state) {
      case BOUNDARY -> dash.length;
      case HEAD, END -> dash.length + 2; // the line break or the two hyphens behind it
      case START, DATA -> 0;
    };
  }

  private boolean step() throws IOException {
    return switch (state) {
      case START -> start();
      case HEAD -> head();
      case DATA -> data();
      case BOUNDARY -> boundary();
      case END -> rest();
    };
  }

  private boolean start() {
    if (end - start < dash.length) {
      return false;
    }
    if (!Arrays.equals(bytes, start, start + dash.length, dash, 0, dash.length)) {
      throw PartHead.malformed("it doesn't begin with its boundary");
    }
    start += dash.length;
    state = State.BOUNDARY;
    return true;
  }

  private boolean boundary() {
    if (end - start < 2) {
      return false;
    }
    boolean next = bytes[start] == '\r' && bytes[start + 1] == '\n';
    if (!next && !(bytes[start] == '-' && bytes[start + 1] == '-')) {
      throw PartHead.malformed("a boundary has something behind it");
    }
    start += 2;
    state = next ? State.HEAD : State.END;
    return true;
  }

  private boolean head() throws IOException {
    int blank = ByteSearch.indexOf(bytes, start, end, BLANK_LINE);
    if (blank < 0 ? end - start > MOST_HEAD : blank - start > MOST_HEAD) {
      throw PartHead.malformed("the head of a part is longer than " + MOST_HEAD + " bytes");
    }
    if (blank < 0) {
      return false;
    }
    byte[] lines = Arrays.copyOfRange(bytes, start, blank);
    start = blank + BLANK_LINE.length;
    state = State.DATA;
    parts.begins(PartHead.read(lines), lines);
    return true;
  }

  private boolean data() throws IOException {
    int found = ByteSearch.indexOf(bytes, start, end, dash);
    if (found < 0) {
      int sure = end - dash.length - 1; // a boundary and its line break may begin behind that
      if (sure > start) {
        parts.data(bytes, start, sure - start);
        start = sure;
      }
      return false;
    }
    if (found - 2 < start || bytes[found - 2] != '\r' || bytes[found - 1] != '\n') {
      throw PartHead.malformed("its boundary occurs in a part");
    }
    if (found - 2 > start) {
      parts.data(bytes, start, found - 2 - start);
    }
    start = found + dash.length;
    state = State.BOUNDARY;
    parts.ends();
    return true;
  }

  private boolean rest() {
    boolean lineBreak = end - start <= 2 && (end == start || bytes[start] == '\r') && (end - start < 2 || bytes[start + 1] == '\n');
    if (!lineBreak) {
      throw PartHead.malformed("something follows its last boundary");
    }
    return false;
  }
}
