package io.uppercased.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import io.uppercased.client.UdpExchange.Reply;

/**
 * Sends a text again and again at a fixed pace, whether replies come or not: a client
 * that waits for them would send nothing during most of an outage. Sends on the calling
 * thread; virtual threads wait for the replies.
 */
final class OpenLoop {

	private static final long LONGEST_PARK = Duration.ofMillis(100).toNanos();

	private final UdpExchange exchange;

	private final String text;

	private final int times;

	private final Duration interval;

	private final int ports;

	private final RoundTrips roundTrips;

	private volatile boolean ended;

	/**
	 * Creates a loop.
	 * @param times how often to send
	 * @param interval time from one message to the next, on any port
	 * @param ports how many ports to send from in turn, or 0 for a new one for each
	 * message
	 */
	OpenLoop(UdpExchange exchange, String text, int times, Duration interval, int ports) {
		this.exchange = exchange;
		this.text = text;
		this.times = times;
		this.interval = interval;
		this.ports = ports;
		this.roundTrips = new RoundTrips(interval, ports);
	}

	RoundTrips run() throws IOException {
		if (this.ports == 0) {
			try (ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
				sendAll((number, due) -> waiting.execute(() -> sendFromNewPort(number, due)));
			}
			return this.roundTrips;
		}
		InetSocketAddress server = this.exchange.server(this.text);
		List<KeptPort> kept = new ArrayList<>();
		try {
			for (int i = 0; i < this.ports; i++) {
				kept.add(new KeptPort(server, this.exchange.timeout(), this.text, this.roundTrips));
			}
			sendAll((number, due) -> kept.get(number % this.ports).send(number, due));
			long end = System.nanoTime() + this.exchange.timeout().toNanos();
			while (System.nanoTime() < end && kept.stream().anyMatch(KeptPort::isWaiting)) {
				LockSupport.parkNanos(1_000_000);
			}
		}
		finally {
			kept.forEach(KeptPort::close);
		}
		return this.roundTrips;
	}

	/**
	 * Ends the loop soon. For any thread.
	 */
	void end() {
		this.ended = true;
	}

	private void sendAll(Sender sender) {
		long start = System.nanoTime();
		for (int number = 0; number < this.times; number++) {
			long due = start + number * this.interval.toNanos();
			for (long left = due - System.nanoTime(); left > 0 && !this.ended; left = due - System.nanoTime()) {
				LockSupport.parkNanos(Math.min(left, LONGEST_PARK));
			}
			if (this.ended) {
				return;
			}
			sender.send(number, due);
		}
	}

	private void sendFromNewPort(int number, long due) {
		try {
			Reply reply = this.exchange.exchange(this.text);
			this.roundTrips.answered(number, Duration.ofNanos(System.nanoTime() - due), reply.sender());
		}
		catch (IOException ex) {
			this.roundTrips.lost(String.valueOf(ex.getMessage()));
		}
	}

	private interface Sender {

		void send(int number, long due);

	}

}
