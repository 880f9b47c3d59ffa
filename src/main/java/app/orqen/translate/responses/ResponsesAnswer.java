package app.orqen.translate.responses;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.chat.Part;
import app.orqen.translate.chat.SealedThinking;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import java.util.ArrayList;
import java.util.List;

/** Writes complete answers. */
final class ResponsesAnswer {

  private ResponsesAnswer() {}

  static byte[] write(AnswerCollector answer, AnswerContext context) {
    ResponseObject.State state = ResponseObject.State.stopped(answer.stop());
    List<byte[]> items = new ArrayList<>();
    List<Part> parts = answer.parts();
    for (int i = 0; i < parts.size(); i++) {
      boolean cut = state.isIncomplete() && i == parts.size() - 1;
      items.add(item(parts.get(i), answer.citations(i), answer, i, ResponseObject.core(context) + "_" + i, context,
          cut ? "incomplete" : "completed"));
    }
    JsonOut out = new JsonOut(2048).object();
    ResponseObject.write(out, ResponseObject.id(context), context, answer.model(), state, items, answer.usage());
    return out.endObject().bytes();
  }

  private static byte[] item(Part part, List<Citation> citations, AnswerCollector answer, int at, String id, AnswerContext context, String status) {
    JsonOut out = new JsonOut();
    if (part instanceof Part.Text text) {
      ResponsesItems.message(out, "msg_" + id, text.text(),
          citations.stream().filter(ResponsesItems::isWritable).toList(), status);
    } else if (part instanceof Part.Media image) {
      ResponsesItems.image(out, "ig_" + id, image.data(), status);
    } else if (part instanceof Part.Thinking thinking) {
      ResponsesItems.reasoning(out, "rs_" + id, thinking.text(), SealedThinking.of(thinking.text(), thinking.signature()));
    } else if (part instanceof Part.Redacted redacted) {
      ResponsesItems.reasoning(out, "rs_" + id, "", SealedThinking.ofRedacted(redacted.data()));
    } else if (part instanceof Part.ToolUse call) {
      CalledAs tool = context.asked().calledAs(call.name());
      ResponsesItems.call(out, ResponsesItems.prefix(tool.kind()) + id, call.id(), tool,
          tool.kind() == CalledAs.Kind.CUSTOM ? CustomInput.whole(answer.arguments(at)) : answer.argumentText(at), status);
    }
    return out.bytes();
  }
}
