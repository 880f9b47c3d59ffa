/**
 * How credentials go on the wire, with one class for each scheme. A route file names the scheme in its parameter {@code auth}.
 * A provider with its own way to authenticate is its route file and one bean of {@link app.orqen.provider.auth.AuthScheme}, in
 * any package. The scheme of Google is in {@code dispatch.credential}, because it calls a route.
 */
package app.orqen.provider.auth;
