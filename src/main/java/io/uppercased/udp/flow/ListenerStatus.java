package io.uppercased.udp.flow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The state of a listener at one moment.
 *
 * @param alive whether its loop runs
 * @param heartbeatAge the time since its loop last returned from a receive, or zero if it
 * waits for a place for an exchange
 * @param failure what its loop died of, or {@code null}
 * @param thread its thread
 * @param held how many datagrams its last receive returned
 */
public record ListenerStatus(boolean alive, Duration heartbeatAge, @Nullable Throwable failure, Thread thread,
		int held) {

	ListenerStatus waitingForPlace() {
		return new ListenerStatus(this.alive, Duration.ZERO, this.failure, this.thread, this.held);
	}

}
