package app.orqen.it.matrix;

import java.util.function.Consumer;

/** One surface to one wire form, plain or streamed. */
record Cell(Client client, WireForm wire, boolean stream) {

  Told ask(Ask ask) {
    return ask(ask, text -> { });
  }

  /** Asks; the user's text, as far as there is any, goes to the listener as it grows. */
  Told ask(Ask ask, Consumer<String> heard) {
    return client.ask(wire.model(), ask, stream, heard);
  }

  @Override
  public String toString() {
    return client.getClass().getSimpleName() + " to " + wire.getClass().getSimpleName() + (stream ? ", streamed" : ", plain");
  }
}
