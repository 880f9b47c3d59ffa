/**
 * Lets the model ask for tools that pruning left out, within one request. The gateway answers the call of its own function,
 * asks the provider again, and joins the answers into the one that the client gets. This works on the bytes that the client
 * would see, and so is independent of providers and translations. {@code prune} makes a {@code Rounds} for a request, and
 * {@code relay} hands it the answers. Package {@code tools} knows the tools and decides which of them fit.
 */
package app.orqen.recover;
