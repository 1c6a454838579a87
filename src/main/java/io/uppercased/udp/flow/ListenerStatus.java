package io.uppercased.udp.flow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The state of a listener at one moment.
 *
 * @param alive whether its loop runs
 * @param heartbeatAge the time since the last receive, or zero while the listener waits
 * for a place for an exchange
 * @param failure why its loop died, or {@code null}
 * @param thread its thread
 * @param held the number of datagrams of the last receive
 */
public record ListenerStatus(boolean alive, Duration heartbeatAge, @Nullable Throwable failure, Thread thread,
		int held) {

	ListenerStatus waitingForPlace() {
		return new ListenerStatus(this.alive, Duration.ZERO, this.failure, this.thread, this.held);
	}

}
