/**
 * Tool pruning: which of a request's tools reach the provider. {@link app.orqen.tools.ToolPruner} is the way in;
 * nothing here knows Camel or Spring, and nothing leaves the process.
 *
 * <p>A request goes through {@code ToolList} (what tools there are), {@code ToolPolicy} (the key's boundary), {@code
 * ConversationReader}, {@code ToolSelector} (the rules), {@code HybridRanker} (the order) and {@code ToolArrayWriter}.
 */
package app.orqen.tools;
