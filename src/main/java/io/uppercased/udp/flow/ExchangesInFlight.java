package io.uppercased.udp.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The step of the flow for a transformer that waits: each datagram leaves its burst and
 * is transformed on a virtual thread. Used by the listeners and the virtual threads. Has
 * its own thread, which gives up exchanges that take too long.
 */
public final class ExchangesInFlight implements Consumer<Burst>, AutoCloseable {

	private final Transformation transformation;

	private final InFlightLimits limits;

	private final ObservationRegistry observations;

	private final InFlightPlaces places;

	private final LateReplies replies;

	private @Nullable Thread watch;

	/** The exchanges whose thread runs and that are not given up, oldest first. */
	private final LinkedHashSet<ExchangeInFlight> running = new LinkedHashSet<>();

	/** How many datagrams have left their bursts and are not counted as ended. */
	private int count;

	/**
	 * Creates the step.
	 * @param transformation makes the replies
	 * @param limits how many exchanges there may be, and for how long
	 * @param observers what is called when datagrams have ended
	 * @param observations where each exchange is observed as {@code udp.exchange}
	 */
	public ExchangesInFlight(Transformation transformation, InFlightLimits limits, List<BurstObserver> observers,
			ObservationRegistry observations) {
		this.transformation = transformation;
		this.limits = limits;
		this.observations = observations;
		this.places = new InFlightPlaces(limits);
		this.replies = new LateReplies(new BurstPath(this, observers), this::completed);
	}

	/** Accepts datagrams from now on. */
	synchronized void open() {
		this.places.open();
		if (this.watch == null && this.transformation.waits() && this.limits.timeout().isPositive()) {
			this.watch = Thread.ofPlatform().daemon().name("udp-reply-timeout").start(this::watch);
		}
	}

	@Override
	public void accept(Burst burst) {
		burst.forEachReceived((datagram) -> {
			int bytes = datagram.receivedBytes();
			if (!this.places.take(bytes)) {
				datagram.drop(DropReason.TIMED_OUT);
				return;
			}
			try {
				Observation observation = Observation.createNotStarted("udp.exchange", this.observations);
				new ExchangeInFlight(burst, datagram, this.transformation, observation, this).start();
			}
			catch (Throwable ex) {
				datagram.drop(this.transformation.reason(ex));
				this.places.free(bytes);
			}
		});
	}

	/**
	 * Called by an exchange before its thread starts. The exchange ends, even if this
	 * fails.
	 */
	synchronized void started(ExchangeInFlight exchange) {
		this.count++;
		this.running.add(exchange);
	}

	/** Called by an exchange that has its outcome. */
	void ended(ExchangeInFlight exchange) {
		this.replies.send(exchange);
	}

	/** Called by the thread of an exchange as its last action. */
	void threadEnded(ExchangeInFlight exchange) {
		synchronized (this) {
			this.running.remove(exchange);
		}
		freeIfLast(exchange);
	}

	private void completed(List<ExchangeInFlight> exchanges) {
		synchronized (this) {
			this.count -= exchanges.size();
			if (this.count == 0) {
				notifyAll();
			}
		}
		exchanges.forEach(this::freeIfLast);
	}

	private void freeIfLast(ExchangeInFlight exchange) {
		if (exchange.isLast()) {
			this.places.free(exchange.request().receivedBytes());
		}
	}

	private void watch() {
		try {
			while (true) {
				Thread.sleep(giveUpLate());
			}
		}
		catch (InterruptedException ex) {
			// The application is closed.
		}
	}

	/**
	 * Gives up the exchanges that have taken too long.
	 * @return the time until the next one may have taken too long; exchanges that start
	 * in the meantime do not shorten it
	 */
	private Duration giveUpLate() {
		long next = this.limits.timeout().toNanos();
		List<ExchangeInFlight> late = new ArrayList<>();
		synchronized (this) {
			long now = System.nanoTime();
			for (ExchangeInFlight exchange : this.running) {
				long left = exchange.startNanos() + this.limits.timeout().toNanos() - now;
				if (left > 0) {
					next = left;
					break;
				}
				late.add(exchange);
			}
			late.forEach(this.running::remove);
		}
		late.forEach(ExchangeInFlight::giveUp);
		return Duration.ofNanos(next);
	}

	/**
	 * Waits until all datagrams that have left their bursts have ended. An interrupt ends
	 * the wait and remains set.
	 * @param timeout how long to wait
	 */
	synchronized void await(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		try {
			for (long left = timeout.toNanos(); this.count > 0 && left > 0; left = deadline - System.nanoTime()) {
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Gives up all exchanges, and accepts no others.
	 * @return how many were given up
	 */
	int giveUpAll() {
		this.places.close();
		List<ExchangeInFlight> rest;
		synchronized (this) {
			rest = List.copyOf(this.running);
			this.running.clear();
		}
		return (int) rest.stream().filter(ExchangeInFlight::giveUp).count();
	}

	/** Returns whether the thread of a listener waits for a place. */
	boolean isAwaitedBy(Thread listener) {
		return this.places.isAwaitedBy(listener);
	}

	/** Returns how many datagrams have left their bursts and have not ended. */
	public synchronized int count() {
		return this.count;
	}

	/** Returns whether datagrams leave their bursts, because the transformer waits. */
	public boolean isUsed() {
		return this.transformation.waits();
	}

	public InFlightLimits limits() {
		return this.limits;
	}

	/** Returns for how long all places have been taken, zero if one is free. */
	public Duration fullFor() {
		return this.places.fullFor();
	}

	@Override
	public void close() {
		giveUpAll();
		synchronized (this) {
			if (this.watch != null) {
				this.watch.interrupt();
				this.watch = null;
			}
		}
	}

}
