package app.orqen.dispatch.call;

/**
 * What the head of a provider's error tells of it.
 *
 * @param retryAfter its {@code Retry-After}, or null
 * @param amazonType its {@code x-amzn-ErrorType}, or null
 */
public record ErrorHead(int status, String retryAfter, String amazonType) {}
