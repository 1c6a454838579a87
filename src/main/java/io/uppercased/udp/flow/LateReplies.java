package io.uppercased.udp.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.background.LimitedLog;
import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;

/**
 * Sends the replies of exchanges. Replies of one socket that are ready at the same time
 * are sent together, by the thread whose reply was ready first. This thread first yields
 * to other threads that can run, so that more replies become ready. After many replies,
 * another thread continues.
 */
final class LateReplies {

	/**
	 * How many replies a thread sends. It may have to end other exchanges, and keeps its
	 * own place meanwhile.
	 */
	private static final int TURN = 128;

	private final LimitedLog failures = new LimitedLog(BackgroundLog.of(LateReplies.class));

	private final BurstPath path;

	private final Consumer<List<ExchangeInFlight>> completed;

	private final Queue<ExchangeInFlight> ready = new ConcurrentLinkedQueue<>();

	/** How many were added and are not sent. The thread that adds the first one sends. */
	private final AtomicInteger added = new AtomicInteger();

	/** The exchanges in the burst of each socket, used by the thread that sends. */
	private final Map<Burst, List<ExchangeInFlight>> batches = new LinkedHashMap<>();

	/**
	 * Creates the sender.
	 * @param completed is called with exchanges that have been sent and counted
	 */
	LateReplies(BurstPath path, Consumer<List<ExchangeInFlight>> completed) {
		this.path = path;
		this.completed = completed;
	}

	/**
	 * Sends the reply of an exchange, or counts that there is none. If another thread is
	 * sending already, that thread does this, too.
	 */
	@SuppressWarnings("ThreadPriorityCheck") // to yield is only an optimization
	void send(ExchangeInFlight exchange) {
		this.ready.add(exchange);
		if (this.added.getAndIncrement() == 0) {
			Thread.yield();
			sendAll();
		}
	}

	private void sendAll() {
		do {
			for (int left = TURN; left > 0;) {
				int taken = sendReady(Math.min(this.added.get(), left));
				if (this.added.addAndGet(-taken) == 0) {
					return;
				}
				left -= taken;
			}
		}
		while (!handOver());
	}

	/** Sends some replies, and returns how many it has taken from the queue. */
	private int sendReady(int count) {
		int taken = 0;
		try {
			while (taken < count) {
				taken++;
				add(this.ready.remove());
			}
			this.batches.forEach(this::send);
		}
		catch (Throwable ex) {
			this.failures.warn("Replies were lost", ex);
			this.batches.keySet().forEach(Burst::clear);
		}
		this.batches.clear();
		return taken;
	}

	private boolean handOver() {
		AtomicBoolean claimed = new AtomicBoolean();
		try {
			Thread.ofVirtual().name("udp-late-replies").inheritInheritableThreadLocals(false).start(() -> {
				if (!claimed.getAndSet(true)) {
					sendAll();
				}
			});
			return true;
		}
		catch (Throwable ex) {
			// There is no memory for a thread, but it may have been started already.
			return claimed.getAndSet(true);
		}
	}

	private void add(ExchangeInFlight exchange) {
		Burst burst = exchange.request().replies();
		List<ExchangeInFlight> batch = this.batches.computeIfAbsent(burst, (key) -> new ArrayList<>());
		if (burst.isFull()) {
			send(burst, batch);
			batch.clear();
		}
		batch.add(exchange);
		Datagram datagram = burst.add(exchange.request());
		if (datagram.state() == Datagram.State.RECEIVED) {
			exchange.complete(datagram);
		}
	}

	private void send(Burst burst, List<ExchangeInFlight> batch) {
		this.path.sendLater(burst);
		for (int i = 0; i < batch.size(); i++) {
			batch.get(i).observed(burst.get(i));
		}
		burst.clear();
		this.completed.accept(List.copyOf(batch));
	}

}
