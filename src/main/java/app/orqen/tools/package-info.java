/**
 * Tool pruning: which of a request's tools reach the provider. {@link app.orqen.tools.ToolPruner} is the way in.
 *
 * <p>A request goes through {@code ToolList} (what tools there are), {@code ToolPolicy} (the key's boundary), {@code
 * ConversationReader}, {@code ToolSelector} (the rules), {@code HybridRanker} (the order) and {@code ToolArrayWriter}.
 *
 * <p>This package decides; it has three rooms that only it calls: {@code read} takes the request apart, {@code rank}
 * orders tools by words and by meaning, {@code embed} turns texts into vectors. Nothing here knows Camel or Spring, and
 * nothing leaves the process. Applying a decision to a request and recording it belongs to package {@code prune}.
 */
package app.orqen.tools;
