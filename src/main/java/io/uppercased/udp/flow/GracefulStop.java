package io.uppercased.udp.flow;

import java.time.Duration;

import io.uppercased.udp.background.BackgroundLog;

/**
 * Stops the listeners without losing a datagram. During the lame duck time they work as
 * before while readiness fails; then they answer queued datagrams, exchanges in flight
 * finish, and the sockets close. Runs on the calling thread.
 *
 * @param lameDuck how long to work as before
 * @param drainTimeout the longest time for queued datagrams and exchanges in flight
 */
public record GracefulStop(Duration lameDuck, Duration drainTimeout) {

	/** Only lets each listener finish its burst. */
	static final GracefulStop AT_ONCE = new GracefulStop(Duration.ZERO, Duration.ZERO);

	private static final BackgroundLog logger = BackgroundLog.of(GracefulStop.class);

	/** The time that a listener may need for a last receive and its burst. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	/** Returns the longest time of a stop. */
	public Duration maxDuration() {
		return this.lameDuck.plus(this.drainTimeout).plus(MARGIN);
	}

	/**
	 * Stops and closes the listeners. An interrupt during the stop only ends its waits.
	 */
	void stop(Listeners listeners, ExchangesInFlight exchanges) {
		// Clear an earlier interrupt, or each wait returns at once.
		boolean interrupted = Thread.interrupted();
		long drained = 0;
		try {
			drained = drain(listeners, exchanges);
		}
		finally {
			listeners.close();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
		logger.info("Stopped listening; answered or dropped %d %s while draining".formatted(drained,
				(drained == 1) ? "datagram" : "datagrams"));
	}

	private long drain(Listeners listeners, ExchangesInFlight exchanges) {
		// Without a listener that receives, no client benefits from a lame duck.
		if (this.lameDuck.isPositive() && !listeners.join(Duration.ZERO)) {
			logger.info("Stopping; still answering for %d ms".formatted(this.lameDuck.toMillis()));
			listeners.join(this.lameDuck);
		}
		long start = System.nanoTime();
		int inFlight = exchanges.count();
		listeners.drain(this.drainTimeout);
		listeners.join(this.drainTimeout);
		exchanges.await(left(start, this.drainTimeout));
		int givenUp = exchanges.giveUpAll();
		if (givenUp > 0) {
			logger
				.warn("%d datagrams were still being transformed after %d ms (udp.drain-timeout): dropped as timed_out"
					.formatted(givenUp, this.drainTimeout.toMillis()));
		}
		listeners.join(left(start, this.drainTimeout.plus(MARGIN)));
		exchanges.await(left(start, this.drainTimeout.plus(MARGIN)));
		listeners.reportHeld();
		return inFlight + listeners.drained();
	}

	private static Duration left(long start, Duration timeout) {
		return timeout.minusNanos(System.nanoTime() - start);
	}

}
