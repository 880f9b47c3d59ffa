/**
 * Which providers there are and how each differs: the registry that is filled from the provider routes, base URLs, quirks, the
 * credential fields that a provider takes, and the way from a model's name to a provider. The call itself is in {@code
 * dispatch}.
 */
package app.orqen.provider;
