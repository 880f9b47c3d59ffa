/**
 * The gateway's own port: Tomcat's protocol, buffers, connections and errors, and the filter that each request passes before
 * its route. It begins an {@code Inbound} and puts it on the exchange. Only {@code tls} uses this package.
 */
package app.orqen.edge;
