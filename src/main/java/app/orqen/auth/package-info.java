/**
 * Proves keys: the steps {@code authenticate} and {@code authenticateOperator}, the look-up of keys by their hash, and what a
 * key's scope and networks permit. Sessions of the dashboard are in {@code dashboard.session}.
 */
package app.orqen.auth;
