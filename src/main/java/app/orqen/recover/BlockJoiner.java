package app.orqen.recover;

import app.orqen.recover.BlockForm.Event;
import app.orqen.recover.BlockForm.Kind;
import app.orqen.recover.RoundBlocks.Block;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Joins answers that are lists of content blocks: Anthropic's and Converse's. */
final class BlockJoiner implements Joiner {

  private final BlockForm form;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final ObjectNode usage = Trees.JSON.createObjectNode();
  private final ArrayNode earlier = Trees.JSON.createArrayNode();
  private ObjectNode head;
  private int shown;
  private boolean first = true;

  // One round
  private final RoundBlocks blocks;
  private final List<Event> held = new ArrayList<>();
  private final ObjectNode roundUsage = Trees.JSON.createObjectNode();
  private ObjectNode whole;
  private byte[] bytes;
  private String stop = "";
  private boolean begun;
  private boolean shows;

  BlockJoiner(BlockForm form, LeftOut tools) {
    this.form = form;
    this.blocks = new RoundBlocks(form, tools);
  }

  @Override
  public List<FindCall> calls() {
    return blocks.calls();
  }

  @Override
  public List<FindCall> unasked() {
    return blocks.unasked();
  }

  @Override
  public void claim(boolean ours) {
    blocks.claim(ours);
  }

  @Override
  public boolean isWaiting() {
    return stop.equals(form.toolStop()) && blocks.hideACall() && !blocks.haveOtherCalls();
  }

  private String stopForClient() {
    return stop.equals(form.toolStop()) && blocks.hideACall() && !blocks.haveOtherCalls() ? form.endStop() : stop;
  }

  // Whole answers

  @Override
  public void read(byte[] answer) throws IOException {
    bytes = answer;
    whole = Trees.object(answer);
    stop = whole.path(form.stopField()).asText();
    if (form.usage(whole) != null) {
      roundUsage.setAll(form.usage(whole));
    }
    for (JsonNode node : form.message(whole).path("content")) {
      if (node instanceof ObjectNode object) {
        blocks.add(object);
      }
    }
  }

  @Override
  public byte[] joined() throws IOException {
    if (first && !blocks.hideACall()) {
      return bytes;
    }
    ArrayNode content = form.message(whole).putArray("content").addAll(earlier);
    blocks.all().stream().filter(block -> !block.ours).forEach(block -> content.add(block.node));
    whole.put(form.stopField(), stopForClient());
    Trees.addNumbers(usage, roundUsage);
    if (form.usage(whole) != null) {
      form.usage(whole).setAll(usage);
    }
    if (head != null) {
      whole.setAll(head);
    }
    return Trees.bytes(whole);
  }

  // Streams

  @Override
  public byte[] events(byte[] events) throws IOException {
    IOException[] failure = new IOException[1];
    form.parse(events, (event, broken) -> {
      try {
        if (broken != null) {
          throw broken;
        }
        accept(event);
      } catch (IOException e) {
        failure[0] = e;
      }
    });
    if (failure[0] != null) {
      throw failure[0];
    }
    return take();
  }

  private byte[] take() {
    byte[] taken = out.toByteArray();
    out.reset();
    return taken;
  }

  private void accept(Event event) throws IOException {
    if (event.payload() != null && form.usage(event.payload()) != null) {
      roundUsage.setAll(form.usage(event.payload()));
    }
    switch (event.kind()) {
      case START -> {
        if (first) {
          out.writeBytes(event.raw());
          begun = true;
        }
      }
      case BLOCK_START, BLOCK_DELTA, BLOCK_STOP -> block(event);
      case STOP, USAGE, END -> {
        stop = event.kind() == Kind.STOP ? stopOf(event.payload()) : stop;
        held.add(event);
      }
      case ERROR -> error.writeBytes(event.raw());
      default -> out.writeBytes(event.raw());
    }
  }

  private String stopOf(ObjectNode payload) {
    JsonNode reason = payload.has("delta") ? payload.path("delta").path(form.stopField()) : payload.path(form.stopField());
    return reason.asText();
  }

  private void block(Event event) throws IOException {
    int index = event.payload().path(form.indexField()).asInt();
    Block block = blocks.get(index);
    if (block == null) {
      block = blocks.begin(index, form.begun(event.payload()));
      if (!block.ours && !block.unasked) {
        block.shownAt = shown++;
      }
    }
    if (event.kind() == Kind.BLOCK_DELTA) {
      block.input.append(form.grow(block.node, event.payload()));
    }
    if (block.unasked && block.shownAt < 0) {
      block.waiting.add(event);
    } else if (!block.ours) {
      show(event, block, index);
    }
  }

  private void show(Event event, Block block, int index) throws IOException {
    shows = true;
    if (block.shownAt == index) {
      out.writeBytes(event.raw());
    } else {
      event.payload().put(form.indexField(), block.shownAt);
      out.writeBytes(form.write(event.type(), event.payload()));
    }
  }

  @Override
  public byte[] lastEvents() throws IOException {
    for (Map.Entry<Integer, Block> each : blocks.byIndex().entrySet()) {
      Block block = each.getValue();
      if (block.unasked && !block.ours) {
        block.shownAt = shown++;
        for (Event event : block.waiting) {
          show(event, block, each.getKey());
        }
      }
    }
    Trees.addNumbers(usage, roundUsage);
    boolean changed = !first || blocks.hideACall();
    for (Event event : held) {
      if (!changed || event.kind() == Kind.END) {
        out.writeBytes(event.raw());
        continue;
      }
      ObjectNode payload = event.payload();
      if (event.kind() == Kind.STOP) {
        ObjectNode holder = payload.get("delta") instanceof ObjectNode delta ? delta : payload;
        holder.put(form.stopField(), stopForClient());
      }
      if (form.usage(payload) != null) {
        form.usage(payload).setAll(usage);
      }
      out.writeBytes(form.write(event.type(), payload));
    }
    held.clear();
    return take();
  }

  @Override
  public byte[] error() {
    return error.toByteArray();
  }

  @Override
  public boolean hasShown() {
    return shows;
  }

  // The next round

  @Override
  public void drop() {
    end(first && !begun);
  }

  private void end(boolean isFirst) {
    first = isFirst;
    begun = false;
    shows = false;
    blocks.clear();
    held.clear();
    error.reset();
    roundUsage.removeAll();
    stop = "";
  }

  @Override
  public byte[] nextRound(List<String> results) throws IOException {
    List<FindCall> calls = calls();
    ObjectNode turn = Trees.JSON.createObjectNode().put("role", "assistant");
    ArrayNode content = turn.putArray("content");
    for (Block block : blocks.all()) {
      if (block.ours) {
        form.complete(block.node, block.input.toString());
      } else {
        if (whole == null && !block.input.isEmpty()) {
          form.complete(block.node, block.input.toString());
        }
        earlier.add(block.node);
      }
      if (form.isSayable(block.node)) {
        content.add(block.node);
      }
    }
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    messages.writeBytes(Trees.bytes(turn));
    messages.write(',');
    messages.writeBytes(Trees.bytes(form.results(calls, results)));
    Trees.addNumbers(usage, roundUsage);
    if (head == null && whole != null && whole.has("id")) {
      head = Trees.JSON.createObjectNode();
      head.set("id", whole.get("id"));
    }
    end(false);
    return messages.toByteArray();
  }
}
