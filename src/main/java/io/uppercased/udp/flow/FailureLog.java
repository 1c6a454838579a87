package io.uppercased.udp.flow;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Logs failures with their causes, at most one in a while, and never fails itself. Used
 * by all listeners' threads.
 */
final class FailureLog {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private final Log logger;

	private final Throttle throttle = new Throttle(INTERVAL, System::nanoTime);

	FailureLog(Log logger) {
		this.logger = logger;
	}

	/**
	 * Logs a failure.
	 * @param what what failed
	 * @param cause why, which may be anybody's exception and fail when it is asked
	 */
	void failed(String what, Throwable cause) {
		long count = this.throttle.count();
		if (count > 0) {
			String line = "%s (%d since the last such line)".formatted(what, count);
			if (!isLogged(line, cause)) {
				isLogged(line + ": " + cause.getClass().getName() + ", which cannot be shown", null);
			}
		}
	}

	private boolean isLogged(String line, @Nullable Throwable cause) {
		try {
			this.logger.warn(line, cause);
			return true;
		}
		catch (Throwable ex) {
			return false;
		}
	}

}
