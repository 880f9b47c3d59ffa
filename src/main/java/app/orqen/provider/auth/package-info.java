/**
 * How credentials go on the wire: one class a scheme. A route file names the scheme in its parameter {@code auth}. A provider
 * with a way of its own is its route file and one bean of {@link app.orqen.provider.auth.AuthScheme}, wherever that bean is:
 * the scheme of Google is in {@code dispatch.credential}, because it calls a route.
 */
package app.orqen.provider.auth;
