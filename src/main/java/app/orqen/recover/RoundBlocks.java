package app.orqen.recover;

import app.orqen.recover.BlockForm.Event;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The content blocks of one round, by the provider's index, and which of them call the gateway's function or a left-out tool. */
final class RoundBlocks {

  /** A block of the round as it grows. */
  static final class Block {
    final ObjectNode node;
    final StringBuilder input = new StringBuilder();
    /** Whether it calls a tool that was left out. */
    final boolean unasked;
    /** Events that wait for the round's end, when it is decided who answers the call. */
    final List<Event> waiting = new ArrayList<>();
    boolean ours;
    /** The client's index; -1 while the client doesn't get it. */
    int shownAt;

    private Block(ObjectNode node, boolean ours, boolean unasked) {
      this.node = node;
      this.ours = ours;
      this.unasked = unasked;
      this.shownAt = -1;
    }
  }

  private final BlockForm form;
  private final LeftOut tools;
  private final Map<Integer, Block> blocks = new TreeMap<>();

  RoundBlocks(BlockForm form, LeftOut tools) {
    this.form = form;
    this.tools = tools;
  }

  /** Returns the block of an index, or null before it begins. */
  Block get(int index) {
    return blocks.get(index);
  }

  /** Begins a block. */
  Block begin(int index, ObjectNode node) {
    Block block = new Block(node, isOurs(node), isUnasked(node));
    blocks.put(index, block);
    return block;
  }

  /** Adds a whole block behind the others. */
  void add(ObjectNode node) {
    begin(blocks.size(), node).input.append(form.isCall(node) ? form.callInput(node).toString() : "");
  }

  /** Returns the blocks in the provider's order. */
  Collection<Block> all() {
    return blocks.values();
  }

  /** Returns the blocks by their index, in the provider's order. */
  Map<Integer, Block> byIndex() {
    return blocks;
  }

  private boolean isOurs(JsonNode block) {
    return form.isCall(block) && tools.findTool().equals(form.callName(block));
  }

  private boolean isUnasked(JsonNode block) {
    return form.isCall(block) && tools.has(form.callName(block));
  }

  /** Returns the calls that the gateway answers. */
  List<FindCall> calls() {
    return calls(block -> block.ours);
  }

  /** Returns the calls of tools that were left out. */
  List<FindCall> unasked() {
    return calls(block -> block.unasked);
  }

  private List<FindCall> calls(Predicate<Block> which) {
    return blocks.values().stream().filter(which)
        .map(block -> new FindCall(form.callId(block.node), form.callName(block.node), block.input.toString())).toList();
  }

  /** Decides whether the gateway answers the calls of left-out tools. */
  void claim(boolean ours) {
    blocks.values().stream().filter(block -> block.unasked).forEach(block -> block.ours = ours);
  }

  /** Returns whether there is a call that the client doesn't get. */
  boolean hideACall() {
    return blocks.values().stream().anyMatch(block -> block.ours);
  }

  /** Returns whether there is a call that the client gets. */
  boolean haveOtherCalls() {
    return blocks.values().stream().anyMatch(block -> !block.ours && form.isCall(block.node));
  }

  void clear() {
    blocks.clear();
  }
}
