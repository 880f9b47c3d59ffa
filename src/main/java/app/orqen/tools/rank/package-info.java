/**
 * Orders tools by how well they fit a conversation, by shared words and by meaning. Package {@code tools}, the only caller,
 * decides how many of them are forwarded, and which are kept regardless of their rank.
 */
package app.orqen.tools.rank;
