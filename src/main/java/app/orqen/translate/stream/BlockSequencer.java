package app.orqen.translate.stream;

import app.orqen.translate.answer.Citation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Puts an answer's pieces into blocks that follow one another, as Anthropic and Converse demand, while OpenAI's tool calls may
 * interleave. A tool's block stays open until its JSON is whole or its decoder says so. Pieces of other blocks wait until then.
 * Providers that send one call after the other never make anything wait, except after a call that has sent no arguments at all.
 */
public final class BlockSequencer {

  public enum Kind {
    TEXT,
    THINKING,
    TOOL
  }

  /** Writes blocks. Indexes have no gaps and start at 0 (P3). */
  interface Writer {
    void open(int index, Kind kind, String id, String name);

    void delta(int index, Kind kind, String piece);

    void signature(int index, String signature);

    void redacted(int index, String data);

    /** Writes an image as a block of its own; the data is base64. */
    void image(int index, String mediaType, String data);

    /** Says where the text of the open block comes from. */
    void citation(int index, Citation citation);

    void close(int index);
  }

  /** A block, open or waiting. */
  private static final class Block {
    private final Kind kind;
    private final int key;
    private final String id;
    private final String name;
    private final StringBuilder held = new StringBuilder();
    private final JsonEnd json = new JsonEnd();
    private String signature;
    private final List<Citation> citations = new ArrayList<>();
    /** Writes a block that comes in one piece; null for any other. */
    private IntConsumer whole;
    /** Whether more text begins another block. */
    private boolean closed;
    private boolean stopped;
    private boolean empty = true;

    Block(Kind kind, int key, String id, String name) {
      this.kind = kind;
      this.key = key;
      this.id = id;
      this.name = name;
    }

    boolean complete() {
      return kind != Kind.TOOL || stopped || json.reached();
    }
  }

  private final Writer writer;
  private final Deque<Block> waiting = new ArrayDeque<>();
  private Block open;
  private int next;

  BlockSequencer(Writer writer) {
    this.writer = writer;
  }

  /** Takes a piece of text or thinking. */
  void piece(Kind kind, String text) {
    if (kind == Kind.TEXT && text.isBlank() && afterTool()) {
      return; // White space between calls isn't a text block (pitfall 7).
    }
    if (mustWait()) {
      waitingFor(kind).held.append(text);
      return;
    }
    if (open == null || open.kind != kind) {
      begin(new Block(kind, -1, null, null));
    }
    write(text);
  }

  void signature(String signature) {
    if (mustWait()) {
      Block last = waiting.peekLast();
      if (last == null || last.kind != Kind.THINKING || last.signature != null || last.whole != null) {
        last = new Block(Kind.THINKING, -1, null, null);
        waiting.add(last);
      }
      last.signature = signature;
      return;
    }
    if (open == null || open.kind != Kind.THINKING) {
      begin(new Block(Kind.THINKING, -1, null, null));
    }
    writer.signature(index(), signature);
    close();
  }

  /** Returns the last block that waits, if more of a kind belongs to it, or a new one. */
  private Block waitingFor(Kind kind) {
    Block last = waiting.peekLast();
    if (last == null || last.kind != kind || last.signature != null || last.whole != null || last.closed) {
      last = new Block(kind, -1, null, null);
      waiting.add(last);
    }
    return last;
  }

  /** Ends a block of text, if one is open or the last that waits. */
  void textBreak() {
    if (mustWait()) {
      Block last = waiting.peekLast();
      if (last != null && last.kind == Kind.TEXT) {
        last.closed = true;
      }
    } else if (open != null && open.kind == Kind.TEXT) {
      close();
    }
  }

  void citation(Citation citation) {
    if (mustWait()) {
      waitingFor(Kind.TEXT).citations.add(citation);
      return;
    }
    if (open == null || open.kind != Kind.TEXT) {
      begin(new Block(Kind.TEXT, -1, null, null));
    }
    writer.citation(index(), citation);
  }

  void redacted(String data) {
    whole(index -> writer.redacted(index, data));
  }

  void image(String mediaType, String data) {
    whole(index -> writer.image(index, mediaType, data));
  }

  /**
   * Puts in a block that comes in one piece.
   *
   * @param write writes and closes it, with its index
   */
  public void whole(IntConsumer write) {
    Block block = new Block(Kind.THINKING, -1, null, null);
    block.whole = write;
    if (mustWait()) {
      waiting.add(block);
    } else {
      close();
      begin(block);
    }
  }

  void toolStart(int key, String id, String name) {
    Block block = new Block(Kind.TOOL, key, id, name);
    if (mustWait()) {
      waiting.add(block);
    } else {
      begin(block);
    }
  }

  void toolInput(int key, String fragment) {
    if (open != null && open.kind == Kind.TOOL && open.key == key) {
      write(fragment);
      open.json.scan(fragment);
      advance();
      return;
    }
    Block block = find(key);
    if (block != null) {
      block.held.append(fragment);
      block.json.scan(fragment);
    }
  }

  void toolStop(int key) {
    Block block = open != null && open.kind == Kind.TOOL && open.key == key ? open : find(key);
    if (block != null) {
      block.stopped = true;
      if (block == open) {
        close();
        advance();
      }
    }
  }

  /** Writes what waits and closes the last block. */
  public void end() {
    close();
    while (!waiting.isEmpty()) {
      begin(waiting.poll());
      close();
    }
  }

  /** Returns whether no block waits behind the open one. */
  public boolean isLast() {
    return waiting.isEmpty();
  }

  private boolean mustWait() {
    return !waiting.isEmpty() || open != null && !open.complete();
  }

  private boolean afterTool() {
    Block last = waiting.isEmpty() ? open : waiting.peekLast();
    return last != null && last.kind == Kind.TOOL;
  }

  private Block find(int key) {
    for (Iterator<Block> each = waiting.descendingIterator(); each.hasNext();) {
      Block block = each.next();
      if (block.kind == Kind.TOOL && block.key == key) {
        return block;
      }
    }
    return null;
  }

  /** Goes on with what waits as long as the open block is whole. */
  private void advance() {
    while (!waiting.isEmpty() && (open == null || open.complete())) {
      begin(waiting.poll());
    }
  }

  private void begin(Block block) {
    close();
    next++;
    open = block;
    if (block.whole != null) {
      block.whole.accept(index());
      open = null;
      return;
    }
    writer.open(index(), block.kind, block.id, block.name);
    if (!block.held.isEmpty()) {
      write(block.held.toString());
    }
    block.citations.forEach(citation -> writer.citation(index(), citation));
    if (block.signature != null) {
      writer.signature(index(), block.signature);
      close();
    } else if (block.stopped) {
      close();
    }
  }

  private void write(String piece) {
    open.empty = false;
    writer.delta(index(), open.kind, piece);
  }

  private void close() {
    if (open == null) {
      return;
    }
    if (open.kind == Kind.TOOL && open.empty) {
      write("{}"); // No fragment at all is no JSON, and anthropic-java refuses a tool block without one (pitfall 5).
    }
    writer.close(index());
    open = null;
  }

  private int index() {
    return next - 1;
  }
}
