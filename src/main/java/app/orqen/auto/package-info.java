/**
 * The models {@code orqen/auto}, {@code orqen/cheap}, {@code orqen/fast} and {@code orqen/capable} (docs/routing.md): a planner that
 * picks a model of the account's own for each conversation, what the account prefers, and the traces of decisions. The rooms are
 * {@code task} (what a request asks for), {@code pick} (the decision) and {@code observe} (how models do).
 */
package app.orqen.auto;
