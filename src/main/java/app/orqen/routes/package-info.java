/**
 * The routes folder as a whole: what is wrong with it, and how a changed folder takes effect while the gateway runs.
 *
 * <p>The checks here are the only ones. The start, the reload of the profile {@code dev}, {@code orqen.jar check}, readiness
 * and the dashboard's page Routes report the same findings in the same words. Package {@code provider} knows what a provider
 * is, and the steps of a route are in the packages of their concern. Only {@code start} and {@code dashboard} may call this
 * package.
 */
package app.orqen.routes;
