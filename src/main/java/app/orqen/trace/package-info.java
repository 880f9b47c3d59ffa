/**
 * OpenTelemetry spans: one for a request, and below it one for each call to a provider. They never hold a prompt, an answer or
 * a credential. {@code Tracing} begins and ends the request's span, and {@code CallSpan} is for {@code dispatch}.
 */
package app.orqen.trace;
