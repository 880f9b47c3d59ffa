/**
 * Reads a request for pruning: the list of tools, each tool's texts and words, and the conversation, in all request
 * forms. Only byte ranges and texts leave this room; it does not decide anything, and it does not know how tools are
 * ranked. The packages {@code tools}, {@code rank} and {@code embed} call it.
 */
package app.orqen.tools.read;
