package io.uppercased.udp.flow;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says when to report what happens too often to report each time. Used by all threads.
 */
public final class Throttle {

	private final long interval;

	private final LongSupplier nanoTime;

	private long nextReport;

	private long count;

	/**
	 * Creates a throttle whose first event is reported.
	 * @param interval the shortest time between two reports
	 * @param nanoTime the clock
	 */
	public Throttle(Duration interval, LongSupplier nanoTime) {
		this.interval = interval.toNanos();
		this.nanoTime = nanoTime;
		this.nextReport = nanoTime.getAsLong();
	}

	/**
	 * Counts an event.
	 * @return how many there were since the last report, this one included, or 0 if it is
	 * too early for another
	 */
	public synchronized long count() {
		this.count++;
		return due();
	}

	/**
	 * Returns what is to be reported though no event follows.
	 * @return how many events there were since the last report, or 0 if it is too early
	 * for another
	 */
	public synchronized long due() {
		return (this.nanoTime.getAsLong() - this.nextReport < 0) ? 0 : rest();
	}

	/**
	 * Returns what is to be reported in the end.
	 * @return how many events there were since the last report
	 */
	public synchronized long rest() {
		long reported = this.count;
		if (reported > 0) {
			this.count = 0;
			this.nextReport = this.nanoTime.getAsLong() + this.interval;
		}
		return reported;
	}

}
