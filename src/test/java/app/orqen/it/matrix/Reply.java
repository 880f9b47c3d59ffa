package app.orqen.it.matrix;

import java.util.List;

/** An answer, in no provider's words. */
record Reply(String text, List<Call> calls, End end, long input, long output) {

  /** A call of {@link Ask#TOOL}; the arguments are {@code {"city":…}}. */
  record Call(String id, String city) {}

  enum End { DONE, SEQUENCE, LENGTH, TOOLS, REFUSED }

  static final String TEXT = "Cöld 😀, \"they say\"\nor so";

  static Reply text(End end) {
    return new Reply(TEXT, List.of(), end, 21, 34);
  }

  static Reply calls(int count) {
    List<Call> calls = List.of(new Call(Ask.CALL_IDS.get(0), Ask.CITIES.get(0)),
        new Call(Ask.CALL_IDS.get(1), Ask.CITIES.get(1)));
    return new Reply("Let me look.", calls.subList(0, count), End.TOOLS, 21, 34);
  }

  /** Where a stream of it is broken off: in the last call's arguments, or else in the text. */
  boolean endsInACall() {
    return !calls.isEmpty();
  }
}
