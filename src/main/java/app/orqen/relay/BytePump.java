package app.orqen.relay;

import app.orqen.admission.Footprint;
import app.orqen.dispatch.call.Conversation;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Takes an answer that is neither JSON nor events to its client as it comes. */
final class BytePump {

  private static final int CHUNK = 16 * 1024;

  private final InputStream answer;
  private final Inbound inbound;
  private final UpstreamCall call;
  private final Conversation conversation;
  private final SecretMask mask;
  private long left;

  BytePump(InputStream answer, Inbound inbound, UpstreamCall call, Conversation conversation, Redactor redactor) {
    this.answer = answer == null ? InputStream.nullInputStream() : answer;
    this.inbound = inbound;
    this.call = call;
    this.conversation = conversation;
    this.mask = redactor.mask();
  }

  /**
   * Passes the answer on to its end. When the provider breaks off, the client's connection is broken off too, because nothing else in
   * such an answer could say that it isn't whole.
   *
   * @param length the announced length in bytes; 0 when no length was announced
   * @throws IOException when nothing has left yet, or when the client has left
   */
  void run(String type, long length) throws IOException {
    inbound.memory().keepOnly(Math.min(inbound.memory().bytes(), Footprint.STREAM));
    left = length;
    byte[] chunk = new byte[CHUNK];
    int n = answer.read(chunk); // A failure before the first bytes still has a status.
    head(type, length);
    while (n >= 0) {
      write(mask.next(chunk, n));
      try {
        n = answer.read(chunk);
      } catch (IOException e) {
        brokenOff(call.explain(e, conversation));
        return;
      }
    }
    inbound.complete();
    write(mask.end());
    call.finishing();
    inbound.outcome().answered(HttpServletResponse.SC_OK);
  }

  private void head(String type, long length) {
    HttpServletResponse response = inbound.response();
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(type);
    if (length > 0) {
      response.setContentLengthLong(length);
    }
    response.setHeader("x-orqen-cost-usd", inbound.outcome().bill().header());
    inbound.answering();
  }

  private void write(byte[] bytes) throws IOException {
    left -= bytes.length;
    if (left == 0) {
      inbound.complete(); // The client needs nothing more to know the end.
    }
    try {
      OutputStream out = inbound.response().getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      call.clientGone();
      throw e;
    }
  }

  private void brokenOff(GatewayException why) {
    inbound.outcome().answered(HttpServletResponse.SC_OK);
    inbound.outcome().brokeOff(why.recordedCode(), why.source().label(), why.getMessage());
    call.abandon();
    inbound.complete();
    inbound.connection().breakOff();
  }
}
