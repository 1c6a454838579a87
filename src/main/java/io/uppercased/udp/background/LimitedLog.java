package io.uppercased.udp.background;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Warns in the background of what happens too often to log each time: at most one line
 * per interval, with the number of events since the last line. Used by all threads.
 */
public final class LimitedLog {

	private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

	private final BackgroundLog log;

	private final long interval;

	private final LongSupplier nanoTime;

	private long nextLine;

	private long count;

	/** Creates a log that writes the first event, and at most one line in 10 seconds. */
	public LimitedLog(BackgroundLog log) {
		this(log, DEFAULT_INTERVAL, System::nanoTime);
	}

	/**
	 * Creates a log that writes the first event.
	 * @param log writes the lines
	 * @param interval the shortest time between two lines
	 * @param nanoTime the clock
	 */
	public LimitedLog(BackgroundLog log, Duration interval, LongSupplier nanoTime) {
		this.log = log;
		this.interval = interval.toNanos();
		this.nanoTime = nanoTime;
		this.nextLine = nanoTime.getAsLong();
	}

	/**
	 * Counts an event, and logs it unless the last line is too recent.
	 * @param message what happened
	 * @param cause why, or {@code null}
	 */
	public void warn(String message, @Nullable Throwable cause) {
		long events = count();
		if (events > 0) {
			this.log.warn((events == 1) ? message : "%s (%d times since the last such line)".formatted(message, events),
					cause);
		}
	}

	/**
	 * Counts an event that the caller logs, if the result is not 0.
	 * @return the number of events since the last line including this one, or 0 if the
	 * last line is too recent
	 */
	public synchronized long count() {
		this.count++;
		return due();
	}

	/**
	 * For a caller that logs even if no other event follows.
	 * @return the number of events since the last line, or 0 if it is too recent
	 */
	public synchronized long due() {
		return (this.nanoTime.getAsLong() - this.nextLine < 0) ? 0 : rest();
	}

	/**
	 * For a caller that logs at the end.
	 * @return the number of events since the last line
	 */
	public synchronized long rest() {
		long events = this.count;
		if (events > 0) {
			this.count = 0;
			this.nextLine = this.nanoTime.getAsLong() + this.interval;
		}
		return events;
	}

}
