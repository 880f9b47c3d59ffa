/**
 * Tool pruning: which of a request's tools reach the provider. {@link app.orqen.tools.ToolPruner} is the way in.
 *
 * <p>A request goes through {@code ToolList} (what tools there are), {@code ToolPolicy} (the key's boundary), {@code
 * ConversationReader}, {@code ToolSelector} (the rules), {@code HybridRanker} (the order) and {@code ToolArrayWriter}.
 *
 * <p>This package decides. It has three rooms that only it calls: {@code read} takes the request apart, {@code rank} orders
 * tools by words and by meaning, and {@code embed} turns texts into vectors. Nothing here knows Camel or Spring, and nothing
 * leaves the process. Package {@code prune} applies a decision to a request and records it.
 */
package app.orqen.tools;
