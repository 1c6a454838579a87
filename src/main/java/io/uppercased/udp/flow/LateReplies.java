package io.uppercased.udp.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;

/**
 * Sends the replies of exchanges. Replies of one socket that are ready at the same time
 * are sent together, by the thread whose reply was ready first. This thread first yields
 * to other threads that can run, so that more replies become ready.
 */
final class LateReplies {

	/**
	 * How often a thread looks for more replies. Then another thread sends them, because
	 * this one may have to end other exchanges, or to free its own place.
	 */
	private static final int ROUNDS = 8;

	private final BurstPath path;

	private final Consumer<List<ExchangeInFlight>> completed;

	private final Queue<ExchangeInFlight> ready = new ConcurrentLinkedQueue<>();

	/**
	 * How many were added and are not sent. The thread that adds the first one sends all.
	 */
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
			sendAll(1);
		}
	}

	private void sendAll(int first) {
		int seen = first;
		for (int round = 1; seen != 0; round++) {
			if (round > ROUNDS && isHandedOver(seen)) {
				return;
			}
			for (ExchangeInFlight next = this.ready.poll(); next != null; next = this.ready.poll()) {
				add(next);
			}
			this.batches.forEach(this::send);
			this.batches.clear();
			seen = this.added.addAndGet(-seen);
		}
	}

	private boolean isHandedOver(int seen) {
		try {
			Thread.startVirtualThread(() -> sendAll(seen));
			return true;
		}
		catch (Throwable ex) {
			// There is no memory for a thread.
			return false;
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
