/** {@code Secret}, the type of every value that must not be printed. It depends on nothing of the gateway. */
package app.orqen.secret;
