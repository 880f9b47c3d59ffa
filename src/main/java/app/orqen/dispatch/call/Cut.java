package app.orqen.dispatch.call;

/** Why the gateway itself cut a call off. */
enum Cut {
  CLIENT_GONE,
  NO_FIRST_BYTE,
  GAP,
  TOTAL,
  /** All targets of a plan together took too long. */
  LATE,
  SHUTDOWN,
  /** The request's body broke off or was refused while it went out. The exception says why. */
  REFUSED;

  /** Returns whether it says nothing about the provider: the client left or sent something wrong, or the gateway stops. */
  boolean isOurs() {
    return this == CLIENT_GONE || this == SHUTDOWN || this == REFUSED;
  }
}
