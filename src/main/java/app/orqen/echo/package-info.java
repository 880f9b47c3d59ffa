/**
 * The built-in provider {@code echo}, which answers with what the user said last. It needs no credential and no network, so
 * that a new installation answers at once. It is also the shortest example of a provider whose route is made in Java.
 */
package app.orqen.echo;
