/**
 * Https: the certificate that the gateway makes for itself, the connector on a port of its own, and the environment variables
 * that name a certificate.
 */
package app.orqen.tls;
