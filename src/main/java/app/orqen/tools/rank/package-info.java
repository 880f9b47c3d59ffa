/**
 * Orders tools by how well they fit a conversation, by shared words and by meaning. How many of them are forwarded, and
 * which are kept whatever their rank, is decided in package {@code tools}, which is the only caller.
 */
package app.orqen.tools.rank;
