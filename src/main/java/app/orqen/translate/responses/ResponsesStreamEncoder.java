package app.orqen.translate.responses;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.chat.SealedThinking;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.BlockEncoder;
import app.orqen.translate.stream.BlockSequencer.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the events of a streamed response (docs/wires/responses.md, "Streams"). Items follow one another, each with a beginning,
 * its pieces and an end with the whole item; the last event has all of them again, under the same ids.
 */
final class ResponsesStreamEncoder extends BlockEncoder {

  private final List<byte[]> items = new ArrayList<>();
  private final StringBuilder said = new StringBuilder();
  private String model;
  private boolean started;
  private boolean ending;
  private long number;
  /** Bytes of the items that are whole. */
  private long finished;

  // The open item
  private Kind kind;
  private String itemId;
  private String callId;
  private CalledAs tool;
  private CustomInput custom;
  private String sealed;
  private final List<Citation> citations = new ArrayList<>();

  ResponsesStreamEncoder(AnswerContext context) {
    super(context);
  }

  @Override
  public void start(String id, String answering) {
    if (started) {
      return;
    }
    started = true;
    model = answering;
    response("response.created", ResponseObject.State.IN_PROGRESS, false);
    response("response.in_progress", ResponseObject.State.IN_PROGRESS, false);
  }

  @Override
  public void end() {
    begin();
    ending = true;
    blocks.end();
    ResponseObject.State state = ResponseObject.State.stopped(stop);
    response("response." + state.status(), state, true);
  }

  @Override
  public void error(ProviderError error) {
    begin();
    response("response.failed",
        ResponseObject.State.failed(ResponsesErrors.code(error.kind(), error.code()), error.message()), true);
  }

  @Override
  public long held() {
    return finished + said.length();
  }

  @Override
  public void ping() {
    out.raw(": ping\n\n");
  }

  @Override
  public void open(int index, Kind opened, String id, String name) {
    kind = opened;
    callId = id;
    said.setLength(0);
    citations.clear();
    sealed = null;
    custom = null;
    tool = kind == Kind.TOOL ? context.asked().calledAs(name) : null;
    String prefix = switch (kind) {
      case TEXT -> "msg_";
      case THINKING -> "rs_";
      case TOOL -> ResponsesItems.prefix(tool.kind());
    };
    itemId = prefix + ResponseObject.core(context) + "_" + index;
    event("response.output_item.added").field("output_index", index);
    out.name("item");
    switch (kind) {
      case TEXT -> ResponsesItems.message(out, itemId, null, List.of(), "in_progress");
      case THINKING -> ResponsesItems.reasoning(out, itemId, "", null);
      case TOOL -> ResponsesItems.call(out, itemId, callId, tool, "", "in_progress");
    }
    endEvent();
    if (kind == Kind.TEXT) {
      place("response.content_part.added", index, "content_index").name("part");
      ResponsesItems.text(out, "", List.of());
      endEvent();
    } else if (kind == Kind.TOOL && tool.kind() == CalledAs.Kind.CUSTOM) {
      custom = new CustomInput();
    }
  }

  @Override
  public void delta(int index, Kind of, String piece) {
    switch (of) {
      case TEXT -> {
        said.append(piece);
        place("response.output_text.delta", index, "content_index").field("delta", piece).array("logprobs").endArray();
        endEvent();
      }
      case THINKING -> {
        if (piece.isEmpty()) {
          return;
        }
        if (said.isEmpty()) {
          summaryPart("response.reasoning_summary_part.added", index, "");
        }
        said.append(piece);
        place("response.reasoning_summary_text.delta", index, "summary_index").field("delta", piece);
        endEvent();
      }
      case TOOL -> arguments(index, piece);
    }
  }

  private void arguments(int index, String piece) {
    String news = custom == null ? piece : custom.add(piece);
    said.append(news);
    if (news.isEmpty()) {
      return;
    }
    if (custom != null) {
      place("response.custom_tool_call_input.delta", index, null).field("delta", news);
      endEvent();
    } else if (tool.kind() == CalledAs.Kind.FUNCTION) {
      place("response.function_call_arguments.delta", index, null).field("delta", news);
      endEvent();
    }
  }

  @Override
  public void signature(int index, String signature) {
    sealed = SealedThinking.of(said.toString(), signature);
  }

  @Override
  public void redacted(int index, String data) {
    open(index, Kind.THINKING, null, null);
    sealed = SealedThinking.ofRedacted(data);
    close(index);
  }

  @Override
  public void citation(int index, Citation citation) {
    if (!ResponsesItems.isWritable(citation)) {
      return;
    }
    place("response.output_text.annotation.added", index, "content_index").field("annotation_index", citations.size())
        .name("annotation");
    ResponsesItems.annotation(out, citation, said.length());
    endEvent();
    citations.add(citation);
  }

  @Override
  public void image(int index, String mediaType, String data) {
    String id = "ig_" + ResponseObject.core(context) + "_" + index;
    event("response.output_item.added").field("output_index", index).name("item");
    ResponsesItems.image(out, id, null, "in_progress");
    endEvent();
    JsonOut item = new JsonOut();
    ResponsesItems.image(item, id, data, "completed");
    done(index, item.bytes());
  }

  @Override
  public void close(int index) {
    String text = said.toString();
    JsonOut item = new JsonOut();
    boolean cut = ending && blocks.isLast() && ResponseObject.State.stopped(stop).isIncomplete();
    String status = cut ? "incomplete" : "completed";
    switch (kind) {
      case TEXT -> {
        place("response.output_text.done", index, "content_index").field("text", text).array("logprobs").endArray();
        endEvent();
        place("response.content_part.done", index, "content_index").name("part");
        ResponsesItems.text(out, text, citations);
        endEvent();
        ResponsesItems.message(item, itemId, text, citations, status);
      }
      case THINKING -> {
        if (!text.isEmpty()) {
          place("response.reasoning_summary_text.done", index, "summary_index").field("text", text);
          endEvent();
          summaryPart("response.reasoning_summary_part.done", index, text);
        }
        ResponsesItems.reasoning(item, itemId, text, sealed == null ? SealedThinking.of(text, null) : sealed);
      }
      case TOOL -> closeCall(index, item, status);
    }
    done(index, item.bytes());
  }

  private void done(int index, byte[] whole) {
    items.add(whole);
    finished += whole.length;
    said.setLength(0);
    event("response.output_item.done").field("output_index", index).name("item").raw(whole);
    endEvent();
  }

  private void closeCall(int index, JsonOut item, String status) {
    if (custom != null) {
      String rest = custom.end();
      if (!rest.isEmpty()) {
        said.append(rest);
        place("response.custom_tool_call_input.delta", index, null).field("delta", rest);
        endEvent();
      }
      place("response.custom_tool_call_input.done", index, null).field("input", said.toString());
      endEvent();
    } else if (tool.kind() == CalledAs.Kind.FUNCTION) {
      place("response.function_call_arguments.done", index, null).field("name", tool.name()).field("arguments", said.toString());
      endEvent();
    }
    ResponsesItems.call(item, itemId, callId, tool, said.toString(), status);
  }

  private void summaryPart(String type, int index, String text) {
    place(type, index, "summary_index").name("part");
    ResponsesItems.summary(out, text);
    endEvent();
  }

  private void response(String type, ResponseObject.State state, boolean used) {
    event(type).object("response");
    ResponseObject.write(out, ResponseObject.id(context), context, model, state, items, used ? usage : null);
    out.endObject();
    endEvent();
  }

  /** Begins an event of the open item; {@code part} is the name of the index of its one part, or null. */
  private JsonOut place(String type, int index, String part) {
    event(type).field("item_id", itemId).field("output_index", index);
    return part == null ? out : out.field(part, 0);
  }

  private JsonOut event(String type) {
    return out.raw("event: ").raw(type).raw("\ndata: ").object().field("type", type).field("sequence_number", number++);
  }

  private void endEvent() {
    out.endObject().raw("\n\n");
  }
}
