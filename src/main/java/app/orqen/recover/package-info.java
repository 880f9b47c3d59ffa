/**
 * Lets the model ask for tools that pruning left out, within one request: the gateway answers the call of its own
 * function, asks the provider again, and joins the answers into the one that the client gets. Works on the bytes that the
 * client would see, so it does not know providers and translations. {@code prune} makes a {@code Rounds} of a request,
 * {@code relay} hands it the answers; which tools there are and which fit is package {@code tools}'s matter.
 */
package app.orqen.recover;
