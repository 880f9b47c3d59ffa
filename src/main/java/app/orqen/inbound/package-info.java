/**
 * One request as it came in, and what becomes of it: {@code Inbound} has the servlet request and its surface, and {@code
 * Outcome} what usage rows, logs and metrics say of it. The edge makes them, and every step may read them.
 */
package app.orqen.inbound;
