/**
 * Answers to the client: the gateway's errors with their codes ({@code ErrorCode}, {@code GatewayException}), whole answers,
 * and streams with keep-alives. The form of an error on each surface is in {@code translate}. A provider's answer is handled in
 * {@code relay}.
 */
package app.orqen.reply;
