package app.orqen.translate.responses;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.error.OpenAiErrorForm;
import app.orqen.translate.json.JsonOut;
import java.util.List;
import java.util.Set;

/** Errors of the Responses API. A stream that has begun ends in {@code response.failed}, the only end that Codex shows. */
public final class ResponsesErrors extends OpenAiErrorForm {

  public static final ResponsesErrors INSTANCE = new ResponsesErrors();

  /**
   * The number of an event that doesn't know how many came before it. The numbers of a stream only grow, and no stream has as many
   * events.
   */
  private static final long LAST = 1_000_000_000;

  /** Codes of {@code response.error} that clients act on; any other one is told as its kind. */
  private static final Set<String> KNOWN = Set.of("server_error", "rate_limit_exceeded", "invalid_prompt",
      "context_length_exceeded", "insufficient_quota", "usage_not_included", "server_is_overloaded", "slow_down",
      "provider_timeout", "provider_unreachable", "denied_tool_called", "gateway_overloaded");

  private ResponsesErrors() {}

  @Override
  public byte[] event(ErrorText error, String requestId) {
    long now = System.currentTimeMillis() / 1000;
    JsonOut out = new JsonOut(512).object().field("type", "response.failed").field("sequence_number", LAST);
    out.object("response");
    AnswerContext context = AnswerContext.of(requestId, now, "", false);
    ResponseObject.write(out, ResponseObject.id(context), context, null,
        ResponseObject.State.failed(code(error.kind(), error.code()), error.message()), List.of(), Usage.NONE);
    return ErrorForm.sse("event: response.failed\ndata: ", out.endObject().endObject().bytes());
  }

  /** Returns the code of an error inside a response. */
  static String code(ErrorKind kind, String code) {
    if (code != null && KNOWN.contains(code)) {
      return code;
    }
    return switch (kind) {
      case RATE_LIMIT -> "rate_limit_exceeded";
      case BILLING -> "insufficient_quota";
      case OVERLOADED -> "server_is_overloaded";
      case INVALID_REQUEST, TOO_LARGE -> "invalid_prompt";
      default -> "server_error";
    };
  }
}
