package app.orqen.dispatch.call;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long a provider may take.
 *
 * @param connect to accept a connection
 * @param firstByte from the request's sending to the answer's head
 * @param gap between two pieces of an answer
 * @param total for the whole call
 * @param keepAlive of silence towards the client before a stream gets a sign of life
 */
@ConfigurationProperties("orqen.timeout")
public record Timeouts(Duration connect, Duration firstByte, Duration gap, Duration total, Duration keepAlive) {}
