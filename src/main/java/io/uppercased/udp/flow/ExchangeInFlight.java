package io.uppercased.udp.flow;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.Observation;
import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.LimitedLog;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.Request;
import org.jspecify.annotations.Nullable;

/**
 * A datagram that has left its burst and is transformed on its own virtual thread. The
 * thread ends it, unless it is given up before that. Its place becomes free when the
 * thread has ended and the outcome is counted.
 */
final class ExchangeInFlight implements Runnable {

	private static final LimitedLog failures = new LimitedLog(BackgroundLog.of(ExchangeInFlight.class));

	private final Request request;

	private final Transformation transformation;

	private final Observation observation;

	private final ExchangesInFlight owner;

	private final long startNanos = System.nanoTime();

	private final AtomicBoolean ended = new AtomicBoolean();

	private final Thread thread;

	/** Becomes 0 when the thread has ended and the outcome is counted. */
	private final AtomicInteger parts = new AtomicInteger(2);

	private @Nullable ByteBuffer reply;

	private @Nullable DropReason failure;

	/**
	 * Lets a datagram leave its burst, as the last action: if the creation fails, the
	 * datagram is still in its burst.
	 */
	ExchangeInFlight(Burst burst, Datagram datagram, Transformation transformation, Observation observation,
			ExchangesInFlight owner) {
		this.transformation = transformation;
		this.observation = observation;
		this.owner = owner;
		this.thread = Thread.ofVirtual().unstarted(this);
		this.request = burst.leave(datagram);
	}

	void start() {
		try {
			this.observation.start();
		}
		catch (Throwable ex) {
			failures.warn("An observation failed", ex);
		}
		try {
			this.owner.started(this);
			this.thread.start();
		}
		catch (Throwable ex) {
			end(null, this.transformation.reason(ex));
			this.owner.threadEnded(this);
		}
	}

	@Override
	public void run() {
		ByteBuffer made = null;
		DropReason reason = null;
		try (Observation.Scope _ = this.observation.openScope()) {
			made = this.transformation.transform(this.request.message(), this.request.addresses());
		}
		catch (Throwable ex) {
			reason = this.ended.get() ? DropReason.TIMED_OUT : this.transformation.reason(ex);
		}
		end(made, reason);
		this.owner.threadEnded(this);
	}

	/**
	 * Drops the datagram and interrupts its thread, unless it has ended.
	 * @return whether it was given up now, false if it had already ended
	 */
	boolean giveUp() {
		boolean late = end(null, DropReason.TIMED_OUT);
		if (late) {
			this.thread.interrupt();
		}
		return late;
	}

	private boolean end(@Nullable ByteBuffer made, @Nullable DropReason reason) {
		if (this.ended.compareAndSet(false, true)) {
			this.reply = made;
			this.failure = reason;
			this.owner.ended(this);
			return true;
		}
		return false;
	}

	/** Gives a datagram the outcome of this exchange. */
	void complete(Datagram datagram) {
		try {
			if (this.failure != null) {
				datagram.drop(this.failure);
			}
			else if (this.reply != null) {
				datagram.reply(this.reply);
			}
			else {
				datagram.leaveUnanswered();
			}
		}
		catch (Throwable ex) {
			// The transformer may still change the buffer that it returned.
			datagram.drop(this.transformation.reason(ex));
		}
	}

	/**
	 * Called when the thread has ended and when the outcome is counted.
	 * @return whether this was the last of the two
	 */
	boolean isLast() {
		return this.parts.decrementAndGet() == 0;
	}

	/** Ends the observation, when the datagram has ended. */
	void observed(Datagram datagram) {
		DropReason reason = datagram.dropReason();
		String outcome = (reason != null) ? reason.tag()
				: (datagram.state() == Datagram.State.SENT) ? "sent" : "unanswered";
		try {
			this.observation.lowCardinalityKeyValue("outcome", outcome).stop();
		}
		catch (Throwable ex) {
			failures.warn("An observation failed", ex);
		}
	}

	Request request() {
		return this.request;
	}

	long startNanos() {
		return this.startNanos;
	}

}
