/**
 * Turns texts into vectors with a small model in this process, and remembers the vectors of tools and queries. This is
 * the only room that knows the model and its runtime. The packages {@code tools} and {@code rank} call it.
 */
package app.orqen.tools.embed;
