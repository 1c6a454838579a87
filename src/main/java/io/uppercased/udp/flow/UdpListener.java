package io.uppercased.udp.flow;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.LimitedLog;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/** Receives bursts from a socket, which it owns, in a loop on its own thread. */
final class UdpListener implements Runnable {

	private static final BackgroundLog logger = BackgroundLog.of(UdpListener.class);

	private static final Duration PAUSE_BETWEEN_POLLS = Duration.ofMillis(1);

	private static final Duration PAUSE_AFTER_RECEIVE_ERROR = Duration.ofMillis(10);

	private final UdpTransport transport;

	private final Consumer<Burst> handler;

	private final Duration maxTimeOfReceiveErrors;

	private final Runnable onDeath;

	private final Thread thread;

	private final LimitedLog receiveFailures = new LimitedLog(logger);

	/** The time of the first of successive failures, {@code null} after a success. */
	private @Nullable Long failingSince;

	/** The burst's size. Written before the volatile heartbeat, so others see it. */
	private int held;

	private volatile long heartbeat = System.nanoTime();

	private volatile boolean stopping;

	private volatile Duration drainTimeout = Duration.ZERO;

	/** The number of datagrams handled since {@link #drain(Duration)}. */
	private volatile long drained;

	private volatile @Nullable Throwable failure;

	/**
	 * Creates a listener.
	 * @param handler gets each burst that is not empty, and never fails
	 * @param maxTimeOfReceiveErrors how long every receive may fail before the loop ends
	 * @param onDeath runs when the loop has ended without being asked to
	 */
	UdpListener(String name, UdpTransport transport, Consumer<Burst> handler, Duration maxTimeOfReceiveErrors,
			Runnable onDeath) {
		this.transport = transport;
		this.handler = handler;
		this.maxTimeOfReceiveErrors = maxTimeOfReceiveErrors;
		this.onDeath = onDeath;
		this.thread = new Thread(this, name);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Asks the loop to end when the socket is empty, and returns at once. If the next
	 * process inherits the socket, the loop ends after the current burst.
	 */
	void drain(Duration timeout) {
		this.drainTimeout = timeout;
		this.stopping = true;
	}

	/**
	 * Waits until the loop has ended. An interrupt ends the wait and remains set.
	 * @return whether it has ended or was never started
	 */
	boolean join(Duration timeout) {
		try {
			return this.thread.getState() == Thread.State.NEW || this.thread.join(timeout);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	void reportHeld() {
		if (this.thread.isAlive()) {
			logger.warn("%s has not returned from the flow, and holds up to %d datagrams that are not counted"
				.formatted(this.thread.getName(), status().held()));
		}
	}

	/** Closes the socket. A loop that still runs ends at its next receive. */
	void close() {
		this.stopping = true;
		try {
			this.transport.close();
		}
		catch (RuntimeException ex) {
			logger.warn("Closing a UDP socket failed", ex);
		}
	}

	long drained() {
		return this.drained;
	}

	UdpTransport transport() {
		return this.transport;
	}

	ListenerStatus status() {
		boolean ended = this.thread.getState() == Thread.State.TERMINATED;
		if (ended && this.stopping && this.failure == null) {
			// It ended as asked. Report no old heartbeat while other listeners drain.
			return new ListenerStatus(true, Duration.ZERO, null, this.thread, 0);
		}
		Duration heartbeatAge = Duration.ofNanos(System.nanoTime() - this.heartbeat);
		return new ListenerStatus(!ended && this.failure == null, heartbeatAge, this.failure, this.thread, this.held);
	}

	@Override
	public void run() {
		try {
			while (!this.stopping) {
				handleNext(true);
			}
			if (!this.transport.capabilities().contains(Capability.OUTLIVES_PROCESS)) {
				answerRest();
			}
		}
		catch (Throwable ex) {
			if (this.stopping) {
				logger.warn("A UDP listener was closed before its socket was empty", ex);
				return;
			}
			this.failure = ex;
			// Otherwise the kernel would still assign clients to this socket.
			close();
			logger.error("A UDP listener has died, so the liveness is broken and the service has to be restarted", ex);
			this.onDeath.run();
		}
	}

	/**
	 * Answers the queued datagrams until a poll finds none. A socket that accepts no new
	 * datagrams needs a second empty poll: a datagram that was accepted before may not be
	 * queued yet at the first.
	 */
	private void answerRest() throws ClosedChannelException {
		int polls = stopAccepting() ? 2 : 1;
		long start = System.nanoTime();
		long count = 0;
		while (polls > 0 && System.nanoTime() - start < this.drainTimeout.toNanos()) {
			int handled = handleNext(false);
			count += handled;
			this.drained = count;
			if (handled == 0 && --polls > 0) {
				LockSupport.parkNanos(PAUSE_BETWEEN_POLLS.toNanos());
			}
		}
	}

	private boolean stopAccepting() {
		try {
			this.transport.stopAccepting();
			return this.transport.capabilities().contains(Capability.STOP_ACCEPTING);
		}
		catch (IOException ex) {
			logger.warn("The socket still accepts new datagrams while it is drained", ex);
			return false;
		}
	}

	/** Receives and handles a burst, and returns its size. */
	private int handleNext(boolean wait) throws ClosedChannelException {
		// Clear an interrupt left by a transformer, or later waits return at once.
		Thread.interrupted();
		Burst burst;
		try {
			burst = wait ? this.transport.receive() : this.transport.poll();
		}
		catch (ClosedChannelException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			receiveFailed(ex);
			return 0;
		}
		this.held = burst.size();
		this.heartbeat = System.nanoTime();
		this.failingSince = null;
		if (burst.size() > 0) {
			this.handler.accept(burst);
		}
		return burst.size();
	}

	/**
	 * Continues after a pause, to avoid spinning. While every receive fails, there is no
	 * heartbeat, and the loop ends after the maximum time.
	 */
	private void receiveFailed(Throwable ex) {
		long since = (this.failingSince != null) ? this.failingSince : System.nanoTime();
		this.failingSince = since;
		this.receiveFailures.warn("Cannot receive from a UDP socket; trying again", ex);
		LockSupport.parkNanos(PAUSE_AFTER_RECEIVE_ERROR.toNanos());
		if (System.nanoTime() - since > this.maxTimeOfReceiveErrors.toNanos()) {
			throw new IllegalStateException(
					"Receiving has failed for %d ms".formatted(this.maxTimeOfReceiveErrors.toMillis()), ex);
		}
	}

}
