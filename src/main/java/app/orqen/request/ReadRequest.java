package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.json.Surrogates;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.Surface;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The steps {@code readChatRequest}, {@code readEmbeddingsRequest} and the like, for bodies of JSON: check method and content type,
 * read the body once and scan it once.
 */
public final class ReadRequest implements Processor {

  private final Operation operation;
  private final long maxBytes;

  ReadRequest(Operation operation, long maxBytes) {
    this.operation = operation;
    this.maxBytes = maxBytes;
  }

  @Override
  public void process(Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    Principal.required(exchange);
    requirePostOfJson(inbound);
    BodyScan scan = BodyScan.of(BodyReader.read(inbound, maxBytes, "orqen.max-request-bytes"));
    ModelRequest request = new ModelRequest(inbound.surface(), operation, scan, model(scan), isStreamed(operation, scan));
    requireFields(request);
    attach(request, exchange);
  }

  /** Returns whether an answer is to be a stream. Of speech, which may be bytes as well as events, a field of its own says so. */
  private static boolean isStreamed(Operation operation, BodyScan scan) {
    Field format = operation == Operation.SPEECH ? scan.field("stream_format") : null;
    return format != null ? scan.isText(format, "sse") : scan.stream() && operation.hasStreamField();
  }

  /** Hands a request that was read to the steps behind, and notes what it asks for. */
  public static void attach(ModelRequest request, Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    BodyScan scan = request.scan();
    inbound.outcome().asked(request.operation().label(), request.stream(), SessionId.of(inbound, scan));
    inbound.outcome().tagged(Tags.of(Principal.of(exchange).rules().tags(), inbound, scan));
    Runaways.check(Principal.of(exchange).rules(), inbound, request.operation(), scan);
    request.attach(exchange);
  }

  /** Returns the first model that the request asks for; null when it names no model. */
  private static String model(BodyScan scan) {
    return scan.field("model") == null && scan.models() != null ? scan.models().get(0) : scan.model();
  }

  static void requirePostOfJson(Inbound inbound) {
    requirePost(inbound);
    JsonBody.requireJson(inbound);
  }

  /**
   * Requires the method of a model call.
   *
   * @throws GatewayException 405
   */
  public static void requirePost(Inbound inbound) {
    if (!inbound.method().equals("POST")) {
      throw GatewayException.methodNotAllowed(inbound.method(), inbound.path(), "POST");
    }
  }

  /**
   * Requires the fields without which a call makes no sense.
   *
   * @throws GatewayException 400 that names the missing one
   */
  public static void requireFields(ModelRequest request) {
    if (request.model() == null || request.model().isBlank()) {
      throw GatewayException.badRequest(ErrorCode.MISSING_MODEL, "model", "'model' must be a string such as 'openai/gpt-4o'.");
    }
    if (Surrogates.hasHalf(request.model())) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "model",
          "'model' has half of a surrogate pair (\\ud800 to \\udfff). Send the model's name without it.");
    }
    if (request.operation().hasTools()) {
      requireConversation(request.surface(), request.scan());
    } else if (request.operation().needsInput() && request.scan().field("input") == null) {
      throw missingInput();
    }
  }

  /**
   * Requires what the model is to answer, in the field where the surface has it.
   *
   * @throws GatewayException 400 when it is missing
   */
  static void requireConversation(Surface surface, BodyScan scan) {
    String field = surface.tools().conversation();
    if (field.equals("input") && scan.field(field) == null) {
      throw missingInput();
    }
    if (field.equals("messages") && !scan.hasMessages()) {
      throw GatewayException.badRequest(ErrorCode.MISSING_MESSAGES, "messages",
          "'messages' must be a list of at least one object.");
    }
  }

  private static GatewayException missingInput() {
    return GatewayException.badRequest(ErrorCode.MISSING_INPUT, "input", "'input' must be a string or a list.");
  }
}
