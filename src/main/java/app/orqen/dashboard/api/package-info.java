/** Calls of the gateway's own endpoints in this process, with the session's key, as a client would make them over HTTP. */
package app.orqen.dashboard.api;
