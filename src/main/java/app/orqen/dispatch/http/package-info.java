/**
 * The HTTP client below Camel's component: its connections and pools, when a call may be sent again, and the interceptor that
 * reports to a call what happens to it. Knows nothing of wires or credentials. No other room may use it: Camel and Spring do.
 */
package app.orqen.dispatch.http;
