package io.uppercased.udp.flow;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.uppercased.udp.transport.UdpTransport;

/**
 * The listeners of one start of the adapter. Each start makes a new object, and a stop
 * keeps the one that it found, so a listener never changes its owner. It is empty once it
 * is closed, which frees the memory of the sockets. All threads may use it.
 */
final class Listeners {

	private static final Duration LONGEST_BURST = Duration.ofSeconds(1);

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile List<UdpListener> open;

	/**
	 * Takes over listeners that have not been started.
	 * @param open the listeners, which belong to this object from now on
	 */
	Listeners(List<UdpListener> open) {
		this.open = List.copyOf(open);
	}

	/**
	 * Returns no listeners, already closed.
	 */
	static Listeners none() {
		Listeners none = new Listeners(List.of());
		none.close();
		return none;
	}

	void start() {
		this.open.forEach(UdpListener::start);
	}

	/**
	 * Asks all loops to end, without waiting for them.
	 * @param timeout how long they may answer what their sockets hold
	 */
	void drain(Duration timeout) {
		this.open.forEach((listener) -> listener.drain(timeout));
	}

	/**
	 * Waits until all loops have ended. An interrupt ends the wait and remains set.
	 * @param timeout how long to wait for all of them together
	 * @return whether no loop runs
	 */
	boolean join(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		boolean ended = true;
		for (UdpListener listener : this.open) {
			ended &= listener.join(Duration.ofNanos(deadline - System.nanoTime()));
		}
		return ended;
	}

	/**
	 * Logs the datagrams that listeners hold whose loops have not ended.
	 */
	void reportHeld() {
		this.open.forEach(UdpListener::reportHeld);
	}

	/**
	 * Lets each listener finish its burst, and closes all sockets.
	 */
	void closeAtOnce() {
		drain(Duration.ZERO);
		join(LONGEST_BURST);
		close();
	}

	/**
	 * Closes all sockets, even if a loop still runs.
	 */
	void close() {
		this.open.forEach(UdpListener::close);
		this.open = List.of();
		this.closed.countDown();
	}

	/**
	 * Waits until another thread has closed the sockets. An interrupt ends the wait and
	 * remains set.
	 * @param timeout how long to wait
	 * @return whether they are closed
	 */
	boolean awaitClose(Duration timeout) {
		try {
			return this.closed.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.closed.getCount() == 0;
		}
	}

	/**
	 * Returns how many datagrams were handled after {@link #drain(Duration)}.
	 */
	long drained() {
		return this.open.stream().mapToLong(UdpListener::drained).sum();
	}

	List<UdpTransport> transports() {
		return this.open.stream().map(UdpListener::transport).toList();
	}

	List<ListenerStatus> status() {
		return this.open.stream().map(UdpListener::status).toList();
	}

}
