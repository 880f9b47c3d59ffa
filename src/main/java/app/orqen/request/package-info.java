/**
 * Reads a request's body and finds the fields that matter, in one scan. The read steps live here, and {@code ModelRequest} is
 * what later steps get of a model call. What the fields mean in a surface's form is in {@code translate}.
 */
package app.orqen.request;
