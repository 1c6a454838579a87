package io.uppercased.udp.flow;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * The places for exchanges in flight, limited in number and in bytes. Listeners take
 * places and wait for them, any thread frees them.
 */
final class InFlightPlaces {

	private final InFlightLimits limits;

	/** The listeners that wait for a place. */
	private final Set<Thread> waiting = new HashSet<>();

	private int taken;

	private long takenBytes;

	/** When the last free place was taken, 0 while there is a free one. */
	private long fullSince;

	private boolean closed;

	InFlightPlaces(InFlightLimits limits) {
		this.limits = limits;
	}

	/**
	 * Takes a place, or waits for one. The listener waits and receives nothing meanwhile,
	 * so the kernel's buffer remains the only queue.
	 * @param bytes the size of the message
	 * @return whether a place was taken: false after {@link #close()} or an interrupt
	 */
	synchronized boolean take(int bytes) {
		while (!this.closed && isFull(bytes)) {
			markFull();
			this.waiting.add(Thread.currentThread());
			try {
				wait();
			}
			catch (InterruptedException ex) {
				return false;
			}
			finally {
				this.waiting.remove(Thread.currentThread());
			}
		}
		if (this.closed) {
			return false;
		}
		this.taken++;
		this.takenBytes += bytes;
		if (this.taken == this.limits.count()) {
			markFull();
		}
		return true;
	}

	private boolean isFull(int bytes) {
		return this.taken >= this.limits.count() || (this.taken > 0 && this.takenBytes + bytes > this.limits.bytes());
	}

	private void markFull() {
		this.fullSince = (this.fullSince != 0) ? this.fullSince : System.nanoTime();
	}

	synchronized void free(int bytes) {
		this.taken--;
		this.takenBytes -= bytes;
		this.fullSince = 0;
		if (!this.waiting.isEmpty()) {
			notifyAll();
		}
	}

	synchronized void open() {
		this.closed = false;
	}

	/** Gives no more places, and ends the waits. */
	synchronized void close() {
		this.closed = true;
		notifyAll();
	}

	synchronized boolean isAwaitedBy(Thread listener) {
		return this.waiting.contains(listener);
	}

	/** Returns for how long all places have been taken, zero if one is free. */
	synchronized Duration fullFor() {
		return (this.fullSince != 0) ? Duration.ofNanos(System.nanoTime() - this.fullSince) : Duration.ZERO;
	}

}
