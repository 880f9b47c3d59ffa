package app.orqen.relay;

import app.orqen.admission.Footprint;
import app.orqen.dispatch.call.Conversation;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.prune.ToolCheck;
import app.orqen.recover.Rounds;
import app.orqen.reply.ClientStream;
import app.orqen.reply.GatewayException;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.stream.StreamTranslation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** Takes one streamed answer to its client, event by event, and ends it as honestly as the provider did. */
final class StreamPump {

  private static final int CHUNK = 512;

  private final InputStream answer;
  private final Inbound inbound;
  private final UpstreamCall call;
  private final Conversation conversation;
  private final StreamTranslation events;
  private final ClientStream client;
  private final Redactor redactor;
  private final ToolCheck tools;
  private final Rounds rounds;
  private boolean askedAgain;

  StreamPump(InputStream answer, Inbound inbound, UpstreamCall call, Conversation conversation, Redactor redactor,
      ToolCheck tools) {
    this.answer = answer == null ? InputStream.nullInputStream() : answer;
    this.inbound = inbound;
    this.call = call;
    this.conversation = conversation;
    this.events = conversation.stream();
    this.client = call.clientStream();
    this.redactor = redactor;
    this.tools = tools;
    this.rounds = tools == null ? null : tools.rounds();
  }

  void run() throws IOException {
    client.giveBack();
    if (rounds == null) { // Else the request's body is kept for the next round.
      inbound.memory().shrink(Math.max(0, inbound.memory().bytes() - Footprint.STREAM));
    }
    try {
      pump();
      if (!askedAgain) {
        inbound.outcome().status = HttpServletResponse.SC_OK;
        client.close();
      }
      call.finishing();
    } finally {
      inbound.outcome().used(events.usage(), events.model());
    }
  }

  /** Closes the provider's answer, which is complete: that its connection ends badly is no failure. */
  void close() {
    try {
      answer.close();
    } catch (IOException e) {
      call.abandon();
    }
  }

  private void pump() throws IOException {
    byte[] chunk = new byte[CHUNK];
    while (!events.terminated()) {
      int n = answer.read(chunk);
      byte[] output = n < 0 ? events.end() : events.feed(chunk, 0, n);
      if (n < 0 && !events.completed()) {
        throw call.explain(null, conversation);
      }
      if (tools != null) {
        checkTools();
      }
      if (events.error() != null) {
        failed(events.error(), joined(output));
        return;
      }
      send(joined(output));
    }
    if (rounds != null) {
      end();
    }
  }

  /** What the client gets of a piece of the answer. */
  private byte[] joined(byte[] output) throws IOException {
    return rounds == null ? output : rounds.events(output);
  }

  private void end() throws IOException {
    byte[] last = rounds.lastEvents();
    Recovered.note(rounds, inbound);
    askedAgain = last == null;
    if (!askedAgain) {
      send(last);
    }
  }

  /** Before the output that holds a call is sent. */
  private void checkTools() {
    try {
      tools.called(events.tools());
      tools.begun(events.begunTools());
    } catch (GatewayException e) {
      call.abandon();
      throw e;
    }
  }

  /** An error instead of a first event is an answer with its own status; after that it is the last event. */
  private void failed(ProviderError error, byte[] output) throws IOException {
    call.abandon();
    if (!client.isOpen()) {
      throw ProviderErrors.translated(call, error, conversation.surface(), redactor);
    }
    Outcome outcome = inbound.outcome();
    outcome.errorCode = error.code();
    outcome.errorSource = "provider";
    outcome.brokenOff = redactor.redact(error.message());
    send(output);
  }

  private void send(byte[] output) throws IOException {
    if (output.length == 0) {
      return;
    }
    byte[] clean = redactor.redact(output, conversation.surface());
    try {
      client.write(clean, 0, clean.length);
    } catch (IOException e) {
      call.clientGone();
      throw e;
    }
  }
}
