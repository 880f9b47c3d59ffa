/**
 * One call to a provider from its opening to its end: the outgoing body, the circuit breaker, the watchdog with its time
 * limits, and what a failure of the call is to the caller. How the answer goes back is the concern of {@code relay}, which may
 * use {@link app.orqen.dispatch.call.Conversation} and {@link app.orqen.dispatch.call.UpstreamCall}.
 */
package app.orqen.dispatch.call;
