package app.orqen.request;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.BodyReader;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code readConverseRequest}: on Bedrock's surface the model, and whether the answer is streamed, stand in the
 * path. SDKs percent-encode the model ({@code %3A}, {@code %2F}); it is decoded once, from the raw path.
 */
public final class ReadConverseRequest implements Processor {

  static final Pattern PATH = Pattern.compile("/model/(.+)/converse(-stream)?");

  private final long maxBytes;

  ReadConverseRequest(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void process(Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    if (Principal.of(exchange) == null) {
      throw GatewayException.invalidApiKey();
    }
    Matcher path = PATH.matcher(inbound.path());
    if (!path.matches()) {
      throw GatewayException.notFound(inbound.path());
    }
    ReadRequest.requirePostOfJson(inbound);
    BodyScan scan = BodyScan.of(BodyReader.read(inbound, maxBytes, "orqen.max-request-bytes"));
    if (!scan.hasMessages()) {
      throw ReadRequest.missingMessages();
    }
    boolean stream = path.group(2) != null;
    new ModelRequest(inbound.surface(), Operation.CHAT, scan, decode(path.group(1)), stream).attach(exchange);
    inbound.outcome().operation = Operation.CHAT.label();
    inbound.outcome().stream = stream;
    inbound.outcome().sessionId = ReadRequest.sessionId(inbound);
  }

  /** Percent-decoding alone: a plus is a plus. */
  static String decode(String segment) {
    byte[] out = new byte[segment.length()];
    int length = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '%') {
        int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(segment.charAt(i + 2), 16);
        if (low < 0) {
          throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "model", "The model in the path is not percent-encoded.");
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
