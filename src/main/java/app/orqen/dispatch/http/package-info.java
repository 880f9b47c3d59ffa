/**
 * The HTTP client below Camel's component: its connections and pools, when a call may be repeated, and the interceptor that
 * reports to a call what happens to it. It knows nothing of wires or credentials. Only Camel and Spring use it, no other room.
 */
package app.orqen.dispatch.http;
