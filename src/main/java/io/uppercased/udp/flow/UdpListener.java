package io.uppercased.udp.flow;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one socket, on its own thread: receives bursts and hands them on. It owns
 * the socket.
 */
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

	/** When the first of the failures in a row was, or {@code null} after a success. */
	private @Nullable Long failingSince;

	/** How many datagrams it handles. Written just before the heartbeat, so visible. */
	private int held;

	private volatile long heartbeat = System.nanoTime();

	private volatile boolean stopping;

	private volatile Duration drainTimeout = Duration.ZERO;

	private volatile long drained;

	private volatile @Nullable Throwable failure;

	/**
	 * Creates a listener that has yet to be started.
	 * @param name the name of its thread
	 * @param transport the socket
	 * @param handler gets each burst that is not empty, and never fails
	 * @param maxTimeOfReceiveErrors for how long every receive may fail before the loop
	 * ends
	 * @param onDeath what to do when the loop has ended by itself
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
	 * Asks the loop to end once the socket is empty, without waiting for it. If the next
	 * process inherits the socket, the loop ends after the current burst.
	 * @param timeout how long it may answer what the socket holds
	 */
	void drain(Duration timeout) {
		this.drainTimeout = timeout;
		this.stopping = true;
	}

	/**
	 * Waits for the loop to end. An interrupt ends the wait and remains set.
	 * @param timeout how long to wait
	 * @return whether the loop has ended, or was never started
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

	/**
	 * Logs what a loop still handles that was asked to end.
	 */
	void reportHeld() {
		if (this.thread.isAlive()) {
			logger.warn("%s has not returned from the flow, and holds up to %d datagrams that are not counted"
				.formatted(this.thread.getName(), status().held()));
		}
	}

	/**
	 * Closes the socket. A loop that still runs ends at its next receive.
	 */
	void close() {
		this.stopping = true;
		try {
			this.transport.close();
		}
		catch (RuntimeException ex) {
			logger.warn("A UDP socket was not closed cleanly", ex);
		}
	}

	/**
	 * Returns how many datagrams were handled after {@link #drain(Duration)}.
	 */
	long drained() {
		return this.drained;
	}

	UdpTransport transport() {
		return this.transport;
	}

	ListenerStatus status() {
		boolean ended = this.thread.getState() == Thread.State.TERMINATED;
		if (ended && this.stopping && this.failure == null) {
			// It ended as asked: its heartbeat does not age while others still drain.
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
			// Otherwise the kernel goes on sending clients to a socket that nobody reads.
			close();
			logger.error("A UDP listener has died: restart the service", ex);
			this.onDeath.run();
		}
	}

	/**
	 * Answers what the socket holds, until a poll finds nothing. A socket that accepts
	 * nothing more needs a second empty poll: a datagram that the kernel let through
	 * before may not be queued yet at the first.
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
			logger.warn("The socket goes on accepting datagrams while it is drained", ex);
			return false;
		}
	}

	/**
	 * Receives a burst and handles it.
	 * @param wait whether to wait for it
	 * @return how many datagrams it held
	 */
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
	 * Goes on after a receive error, after a pause to avoid spinning. While every receive
	 * fails the heartbeat stands still, and after a time the loop ends.
	 */
	private void receiveFailed(Throwable ex) {
		long since = (this.failingSince != null) ? this.failingSince : System.nanoTime();
		this.failingSince = since;
		this.receiveFailures.warn("Receiving fails", ex);
		LockSupport.parkNanos(PAUSE_AFTER_RECEIVE_ERROR.toNanos());
		if (System.nanoTime() - since > this.maxTimeOfReceiveErrors.toNanos()) {
			throw new IllegalStateException("Receiving has failed for " + this.maxTimeOfReceiveErrors, ex);
		}
	}

}
