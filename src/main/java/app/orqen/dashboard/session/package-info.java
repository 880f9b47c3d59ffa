/** Signing in and out, the session's cookie and row, and the checks that a form comes from a page of the gateway. */
package app.orqen.dashboard.session;
