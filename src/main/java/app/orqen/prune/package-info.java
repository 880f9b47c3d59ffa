/**
 * The step {@code pruneTools}, and what holds a key's tool lists in answers. It connects the chain of a model call with package
 * {@code tools}, which decides which tools fit.
 */
package app.orqen.prune;
