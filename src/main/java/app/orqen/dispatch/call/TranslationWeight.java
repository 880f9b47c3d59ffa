package app.orqen.dispatch.call;

import app.orqen.admission.Reservation;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;

/**
 * The heap that a translation of a request may hold while it runs, estimated from the request's bytes before it starts: a
 * million small messages are 28 MB on the wire and half a gigabyte as a tree.
 */
final class TranslationWeight {

  /** Bytes of heap for each value of the tree: its node, its entry in a map or list, and what the translators make of it. */
  static final int VALUE = 96;
  /** Bytes of heap for each byte of the request: a copy of it, texts, and the translation. */
  static final int BYTE = 4;

  private TranslationWeight() {}

  /**
   * Estimates the bytes that a translation holds. Each comma, colon and opening bracket counts as a value. Those inside texts
   * count too, which makes long texts heavier than they are.
   */
  static long of(byte[] body) {
    long values = 1;
    for (byte b : body) {
      if (b == ',' || b == ':' || b == '{' || b == '[') {
        values++;
      }
    }
    return values * VALUE + (long) body.length * BYTE;
  }

  /**
   * Takes room for the translation of a request, and waits a bounded time for it.
   *
   * @return the bytes that were taken, to be given back when it is done
   * @throws GatewayException 413 when it would not fit if it were the only one
   * @throws app.orqen.admission.NoRoomException when other requests hold the room
   */
  static long take(byte[] body, Reservation memory) {
    long weight = of(body);
    if (weight > memory.budget().most() - memory.bytes()) {
      throw GatewayException.of(ErrorCode.REQUEST_TOO_LARGE, "The request has more values than the gateway has memory to"
          + " translate for this provider. Send fewer messages, or call a provider that speaks the form of this request.");
    }
    memory.grow(weight, memory.budget().patience());
    return weight;
  }
}
