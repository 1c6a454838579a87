package io.uppercased.udp.flow;

import java.time.Duration;

/**
 * Logs failures with their causes, at most one line in 10 seconds. Used by all listeners'
 * threads.
 */
final class FailureLog {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private final BackgroundLog logger;

	private final Throttle throttle = new Throttle(INTERVAL, System::nanoTime);

	FailureLog(BackgroundLog logger) {
		this.logger = logger;
	}

	/**
	 * Logs a failure.
	 * @param what what failed
	 * @param cause why
	 */
	void failed(String what, Throwable cause) {
		long count = this.throttle.count();
		if (count > 0) {
			this.logger.warn("%s (%d since the last such line)".formatted(what, count), cause);
		}
	}

}
