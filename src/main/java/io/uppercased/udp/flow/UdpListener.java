package io.uppercased.udp.flow;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The loop of one socket, on a thread of its own: receive a burst, pass it through the
 * flow, see to it that each datagram of it has ended. It owns the socket and closes it in
 * the end. Long because every failure of a receive and of the flow, and the end of the
 * loop, is decided here.
 */
final class UdpListener implements Runnable {

	private static final Log logger = LogFactory.getLog(UdpListener.class);

	private static final Duration PAUSE_BETWEEN_POLLS = Duration.ofMillis(1);

	private static final Duration PAUSE_AFTER_RECEIVE_ERROR = Duration.ofMillis(10);

	private final UdpTransport transport;

	private final Consumer<Burst> flow;

	private final List<BurstObserver> observers;

	private final Duration maxTimeOfReceiveErrors;

	private final Runnable onDeath;

	private final Thread thread;

	private final FailureLog receiveFailures = new FailureLog(logger);

	private final FailureLog flowFailures = new FailureLog(logger);

	/** When the first of the failures in a row was, or {@code null} after a success. */
	private @Nullable Long failingSince;

	private volatile long heartbeat = System.nanoTime();

	private volatile boolean stopping;

	private volatile Duration drainTimeout = Duration.ZERO;

	private volatile long drained;

	private volatile @Nullable Throwable failure;

	/**
	 * Creates a listener that has yet to be started.
	 * @param name the name of its thread
	 * @param transport the socket
	 * @param flow what passes a burst through the service
	 * @param observers whom to tell of each burst
	 * @param maxTimeOfReceiveErrors for how long every receive may fail before the loop
	 * ends
	 * @param onDeath what to do when the loop has ended by itself
	 */
	UdpListener(String name, UdpTransport transport, Consumer<Burst> flow, List<BurstObserver> observers,
			Duration maxTimeOfReceiveErrors, Runnable onDeath) {
		this.transport = transport;
		this.flow = flow;
		this.observers = observers;
		this.maxTimeOfReceiveErrors = maxTimeOfReceiveErrors;
		this.onDeath = onDeath;
		this.thread = new Thread(this, name);
	}

	void start() {
		this.thread.start();
	}

	/**
	 * Asks the loop to end once the socket is empty, without waiting for it; after the
	 * burst in hand if the next process goes on with the socket.
	 * @param drainTimeout how long it may go on with what the socket holds
	 */
	void stop(Duration drainTimeout) {
		this.drainTimeout = drainTimeout;
		this.stopping = true;
	}

	/**
	 * Waits for the loop to end and closes the socket.
	 * @param timeout how long to wait for a loop that is busy
	 */
	void close(Duration timeout) {
		try {
			if (this.thread.getState() != Thread.State.NEW) {
				this.thread.join(timeout);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.transport.close();
	}

	/**
	 * Returns how many datagrams were handled after {@link #stop(Duration)}.
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
			// As it was asked to: it does not grow stale while others still drain.
			return new ListenerStatus(true, Duration.ZERO, null);
		}
		Duration heartbeatAge = Duration.ofNanos(System.nanoTime() - this.heartbeat);
		return new ListenerStatus(!ended && this.failure == null, heartbeatAge, this.failure);
	}

	@Override
	public void run() {
		try {
			while (!this.stopping) {
				handleNext(true);
			}
			if (!this.transport.capabilities().contains(Capability.OUTLIVES_PROCESS)) {
				drain();
			}
		}
		catch (Throwable ex) {
			if (this.stopping) {
				logger.warn("A UDP listener was closed before its socket was empty", ex);
				return;
			}
			this.failure = ex;
			logger.error("A UDP listener has died: restart the service", ex);
			// The kernel would go on sending clients to a socket that nobody reads.
			this.transport.close();
			this.onDeath.run();
		}
	}

	/**
	 * Answers what the socket holds, until a poll finds nothing. Where the socket accepts
	 * nothing more it takes a second one: a datagram that was let through before may just
	 * not have been queued at the first.
	 */
	private void drain() throws ClosedChannelException {
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
	 * Receives a burst and sees it through.
	 * @param wait whether to wait for it
	 * @return how many datagrams it held
	 */
	private int handleNext(boolean wait) throws ClosedChannelException {
		// What a transformer leaves behind: no wait would wait any more.
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
		this.heartbeat = System.nanoTime();
		this.failingSince = null;
		if (burst.size() > 0) {
			handle(burst);
		}
		return burst.size();
	}

	/**
	 * Goes on after an error of a receive, after a pause so as not to spin. While there
	 * are only errors the heartbeat stops, and in the end the loop does.
	 */
	private void receiveFailed(Throwable ex) {
		long since = (this.failingSince != null) ? this.failingSince : System.nanoTime();
		this.failingSince = since;
		this.receiveFailures.failed("Receiving fails", ex);
		LockSupport.parkNanos(PAUSE_AFTER_RECEIVE_ERROR.toNanos());
		if (System.nanoTime() - since > this.maxTimeOfReceiveErrors.toNanos()) {
			throw new IllegalStateException("Receiving has failed for " + this.maxTimeOfReceiveErrors, ex);
		}
	}

	private void handle(Burst burst) {
		for (BurstObserver observer : this.observers) {
			guarded(observer::received, burst);
		}
		guarded(this.flow, burst);
		burst.dropRest(DropReason.UNHANDLED);
		for (BurstObserver observer : this.observers) {
			guarded(observer::completed, burst);
		}
	}

	private void guarded(Consumer<Burst> action, Burst burst) {
		try {
			action.accept(burst);
		}
		catch (Throwable ex) {
			this.flowFailures.failed("A step or an observer failed on a burst", ex);
		}
	}

}
