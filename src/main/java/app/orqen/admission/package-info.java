/**
 * How much memory the requests in flight may hold together: one budget of bytes, and what each request has taken of it. It
 * knows nothing of HTTP or of routes, and any package may use it.
 */
package app.orqen.admission;
