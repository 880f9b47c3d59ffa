package app.orqen.relay;

import app.orqen.admission.Footprint;
import app.orqen.cost.DeliveredText;
import app.orqen.dispatch.call.Conversation;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.prune.ToolCheck;
import app.orqen.recover.Rounds;
import app.orqen.reply.ClientStream;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.state.Claim;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.stream.StreamTranslation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/** Takes one streamed answer to its client, event by event. It ends the stream the way the provider ended it. */
final class StreamPump {

  private static final int CHUNK = 512;
  private static final byte[] NOTHING = {};
  /** Bytes; less isn't worth a look at the budget. */
  private static final long HELD_STEP = 4096;

  private final InputStream answer;
  private final Inbound inbound;
  private final UpstreamCall call;
  private final Conversation conversation;
  private final StreamTranslation events;
  private final ClientStream client;
  private final Redactor redactor;
  private final ToolCheck tools;
  private final Rounds rounds;
  private final Claim claim;
  /** What the client was sent, in case the provider never says what it cost. */
  private final DeliveredText delivered;
  /** Null when the request has no plan: then the client gets each event as it comes. */
  private final FirstContent first;
  /** What is to be done when the answer's first event goes out, after which no other target can answer. */
  private final Runnable begun;
  private boolean sent;
  private boolean broken;
  private boolean askedAgain;
  private boolean noted;
  private long held;
  /** Bytes of the events before the first content that are reserved. */
  private long heldBack;

  StreamPump(InputStream answer, Inbound inbound, UpstreamCall call, Conversation conversation, Redactor redactor,
      ToolCheck tools, Claim claim, boolean planned, Runnable begun) {
    this.claim = claim;
    this.begun = begun;
    this.answer = answer == null ? InputStream.nullInputStream() : answer;
    this.inbound = inbound;
    this.call = call;
    this.conversation = conversation;
    this.events = conversation.stream();
    this.first = planned ? new FirstContent(events, conversation.surface(), tools == null ? null : tools.rounds()) : null;
    this.client = call.clientStream();
    this.redactor = redactor;
    this.delivered = DeliveredText.ofStream(conversation.surface().label());
    this.tools = tools;
    this.rounds = tools == null ? null : tools.rounds();
  }

  void run() throws IOException {
    client.giveBack();
    client.failsWith(error -> sent ? events.failure(error) : null); // An event that the client never got can't be gone on from.
    if (rounds == null && first == null) { // With rounds, the request's body is kept for the next one.
      inbound.memory().keepOnly(Math.min(inbound.memory().bytes(), Footprint.STREAM));
    }
    try {
      pump();
      if (!askedAgain) {
        inbound.outcome().answered(HttpServletResponse.SC_OK);
        client.close();
      }
      call.finishing();
    } finally {
      release();
      note();
    }
  }

  /**
   * Notes what the stream used. One that broke off, or that never told, is estimated, unless it failed before any content, or another
   * target may answer in its place.
   */
  private void note() {
    if (noted) {
      return;
    }
    noted = true;
    call.accounted();
    Usage told = events.usage();
    boolean toldAll = events.completed() && told.total() > 0;
    boolean failedAtOnce = events.error() != null && delivered.characters() == 0 && told.total() == 0;
    if (claim != null && claim.isOpen()) {
      inbound.outcome().used(claim.charges(told.total()) ? told : Usage.NONE, events.model()); // else a later call hears of it
    } else if (toldAll || failedAtOnce || isHeld() && !events.completed()) {
      inbound.outcome().used(told, events.model());
    } else if (conversation.operation().isPassed() && !conversation.operation().writesText()) {
      inbound.outcome().used(told, events.model());
      inbound.outcome().bill().unpriced(); // Nobody can tell tokens of sound or pictures by their length.
    } else {
      inbound.outcome().usedInPart(told, events.model(), delivered.tokens());
    }
  }

  /** Closes the provider's answer, which is complete. It doesn't matter if its connection ends badly. */
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
      reserve();
      if (n < 0 && !events.completed()) {
        broken = true;
        throw call.explain(null, conversation);
      }
      if (claim != null) {
        claim.made(events.id());
        claim.has(events.items());
      }
      if (tools != null) {
        checkTools();
      }
      if (events.error() != null) {
        failed(events.error(), output);
        return;
      }
      output = passed(joined(output));
      if (first != null && first.isBegun()) {
        call.answers();
      }
      if (rounds == null && events.terminated()) {
        sendLast(output);
      } else {
        send(output);
      }
    }
    if (rounds != null) {
      end();
    }
  }

  /** Returns what the client may get of a piece of the answer. The request's memory counts what is held back. */
  private byte[] passed(byte[] output) {
    if (first == null || first.isSeen()) {
      return output;
    }
    byte[] passed = first.pass(output);
    if (first.isSeen()) {
      release();
    } else {
      long now = first.bytes();
      inbound.memory().grow(now - heldBack);
      heldBack = now;
    }
    return passed;
  }

  /** Gives the memory back of what was held back, since the client has it or another target answers. */
  private void release() {
    inbound.memory().shrink(heldBack);
    heldBack = 0;
  }

  /** Returns whether the client has got nothing of this answer, since it has no content yet. */
  private boolean isHeld() {
    return first != null && !first.isSeen();
  }

  /** Returns whether the answer ended too early. */
  boolean isBroken() {
    return broken;
  }

  /** Returns the provider's error in which the answer ended, or null. */
  ProviderError error() {
    return events.error();
  }

  /** Has the request's memory count what is kept of the answer until its last event repeats it. */
  private void reserve() {
    long now = events.held();
    if (now - held > HELD_STEP) {
      inbound.memory().grow(now - held);
      held = now;
    }
  }

  /** Returns what the client gets of a piece of the answer. */
  private byte[] joined(byte[] output) throws IOException {
    return rounds == null ? output : rounds.events(output);
  }

  private void end() throws IOException {
    byte[] last = rounds.lastEvents();
    Recovered.note(rounds, inbound);
    askedAgain = last == null;
    if (!askedAgain) {
      sendLast(first == null ? last : first.last(last));
    } else if (isHeld()) {
      first.endRound();
    }
  }

  /** Checks the tools that the model calls, before the output that holds a call is sent. */
  private void checkTools() {
    try {
      tools.called(events.tools());
      tools.begun(events.begunTools());
    } catch (GatewayException e) {
      call.abandon();
      throw e;
    }
  }

  /**
   * Ends a stream with the provider's error. Before the first event the error is an answer with its own status. After it, it is
   * the last event. An error for want of a tool that was left out has the provider asked again instead, unless the client has content.
   */
  private void failed(ProviderError error, byte[] output) throws IOException {
    call.abandon();
    boolean begun = !isHeld() && client.isOpen();
    byte[] before = begun ? joined(output) : NOTHING;
    if (tools != null && tools.refused(error.message()) && rounds != null && rounds.askWithAll()) {
      askedAgain = true;
      if (isHeld()) {
        first.endRound();
      }
      send(before);
      return;
    }
    if (!begun) {
      throw ProviderErrors.translated(call, error, inbound, redactor);
    }
    if (error.kind() != ErrorKind.BROKEN_STREAM) {
      ProviderErrors.note(error.status(), error.message(), inbound, redactor);
    }
    inbound.outcome().brokeOff(ErrorCode.ofProvider(error.code()), GatewayException.Source.PROVIDER.label(),
        redactor.redact(error.message()));
    if (rounds == null) {
      sendLast(before);
    } else {
      send(before);
      sendLast(rounds.error());
    }
  }

  private void send(byte[] output) throws IOException {
    if (output.length > 0) {
      write(cleaned(output));
    }
  }

  /** Sends the last events. What the stream used is counted before, so that the client's next request finds its limits settled. */
  private void sendLast(byte[] output) throws IOException {
    byte[] clean = cleaned(output);
    note();
    inbound.complete();
    if (clean.length > 0) {
      write(clean);
    }
  }

  private byte[] cleaned(byte[] output) {
    byte[] clean = redactor.redact(output, conversation.surface());
    delivered.count(clean);
    return clean;
  }

  private void write(byte[] clean) throws IOException {
    if (!sent) {
      sent = true;
      begun.run();
    }
    try {
      client.write(clean, 0, clean.length);
    } catch (IOException e) {
      call.clientGone();
      throw e;
    }
  }
}
