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
 * The listeners of one start of the adapter. Empty after it is closed, which frees the
 * memory of the sockets. Used by all threads.
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
	 * Opens sockets that share a port, for listeners to be started. If this fails,
	 * nothing is left open.
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

	static Listeners none() {
		Listeners none = new Listeners(List.of());
		none.close();
		return none;
	}

	void start() {
		this.open.forEach(UdpListener::start);
	}

	/** Asks all loops to end, and returns at once. */
	void drain(Duration timeout) {
		this.open.forEach((listener) -> listener.drain(timeout));
	}

	/**
	 * Waits until all loops have ended. An interrupt ends the wait and remains set.
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

	void reportHeld() {
		this.open.forEach(UdpListener::reportHeld);
	}

	/** Closes all sockets after each listener has finished its burst. */
	void closeAtOnce() {
		drain(Duration.ZERO);
		join(LONGEST_BURST);
		close();
	}

	void close() {
		this.open.forEach(UdpListener::close);
		this.open = List.of();
		this.closed.countDown();
	}

	/**
	 * Waits until the sockets are closed. An interrupt ends the wait and remains set.
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
