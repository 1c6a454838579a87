package io.uppercased.udp.flow;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

/**
 * The listeners of one start of the adapter. Each start makes a new object, and a stop
 * keeps the one that it found, so a listener never changes its owner. It is empty once it
 * is closed, which frees the memory of the sockets. All threads may use it.
 */
final class Listeners {

	private static final Duration MAX_TIME_OF_RECEIVE_ERRORS = Duration.ofSeconds(10);

	private static final Duration LONGEST_BURST = Duration.ofSeconds(1);

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile List<UdpListener> open;

	private Listeners(List<UdpListener> open) {
		this.open = List.copyOf(open);
	}

	/**
	 * Opens sockets that share a port, for listeners that have yet to be started. If it
	 * fails, nothing is left open.
	 * @param check throws if the sockets, which have received nothing yet, are not fit
	 * @param handler gets the bursts of all listeners
	 * @param onDeath what to do when a listener has ended by itself
	 */
	static Listeners open(TransportFactory transports, TransportSettings settings, int count,
			Consumer<List<UdpTransport>> check, Consumer<Burst> handler, Runnable onDeath) throws IOException {
		List<UdpListener> opened = new ArrayList<>();
		try {
			TransportSettings next = settings;
			while (opened.size() < count) {
				UdpTransport transport = transports.open(next);
				opened.add(new UdpListener("udp-listener-" + opened.size(), transport, handler,
						MAX_TIME_OF_RECEIVE_ERRORS, onDeath));
				next = next.joining(transport.localAddress().getPort());
			}
			check.accept(opened.stream().map(UdpListener::transport).toList());
			return new Listeners(opened);
		}
		catch (Throwable ex) {
			opened.forEach(UdpListener::close);
			throw ex;
		}
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
