package io.uppercased.udp.flow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a listener was when somebody asked.
 *
 * @param alive whether its loop runs
 * @param heartbeatAge the time since its loop last came back from a receive
 * @param failure what its loop died of, or {@code null}
 */
public record ListenerStatus(boolean alive, Duration heartbeatAge, @Nullable Throwable failure) {
}
