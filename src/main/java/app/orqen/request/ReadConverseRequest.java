package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.translate.wire.SurfacePath;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code readConverseRequest}. On Bedrock's surface the path has the model and says whether the answer is streamed.
 * SDKs percent-encode the model ({@code %3A}, {@code %2F}). It is decoded once, from the raw path.
 */
public final class ReadConverseRequest implements Processor {

  private final long maxBytes;

  ReadConverseRequest(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void process(Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    Principal caller = Principal.required(exchange);
    SurfacePath path = inbound.surface().path(inbound.path());
    if (path == null) {
      throw GatewayException.notFound(inbound.path());
    }
    ReadRequest.requirePostOfJson(inbound);
    BodyScan scan = BodyScan.of(BodyReader.read(inbound, maxBytes, "orqen.max-request-bytes"));
    ReadRequest.requireConversation(inbound.surface(), scan);
    String model = decode(path.variable(inbound.path()));
    new ModelRequest(inbound.surface(), path.operation(), scan, model, path.streamed()).attach(exchange);
    inbound.outcome().asked(path.operation().label(), path.streamed(), SessionId.of(inbound, scan));
    inbound.outcome().tagged(Tags.of(caller.rules().tags(), inbound, scan));
    Runaways.check(caller.rules(), inbound, path.operation(), scan);
  }

  /** Decodes percent-encoding only. A plus stays a plus. */
  static String decode(String segment) {
    byte[] out = new byte[segment.length()];
    int length = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(segment.charAt(i + 2), 16);
        if (low < 0) {
          throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "model",
              "The model in the path is not correctly percent-encoded. Write a percent sign as %25.");
        }
        out[length++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        out[length++] = (byte) c;
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }
}
