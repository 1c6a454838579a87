package io.uppercased.client;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.uppercased.client.UdpExchange.Reply;

/**
 * Sends a text again and again at a fixed pace, whether replies arrive or not: a client
 * that waits for them would send nothing during most of an outage. Sends on the calling
 * thread; virtual threads wait for the replies.
 *
 * @param times how often to send
 * @param interval time from one message to the next, on any port
 * @param ports how many ports to send from in turn, or 0 for a new one for each message
 */
record OpenLoop(UdpExchange exchange, String text, int times, Duration interval, int ports) {

	private static final long LONGEST_PARK = Duration.ofMillis(100).toNanos();

	/**
	 * Runs the loop.
	 * @param ended whether to stop sending soon
	 */
	RoundTrips run(AtomicBoolean ended) throws IOException {
		RoundTrips roundTrips = new RoundTrips(this.interval, this.ports);
		List<KeptPort> kept = new ArrayList<>();
		// Closes the ports first, or the threads would receive without end.
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
				Closeable _ = () -> kept.forEach(KeptPort::close)) {
			for (int i = 0; i < this.ports; i++) {
				KeptPort port = new KeptPort(this.exchange.server(this.text), this.exchange.timeout(), roundTrips);
				kept.add(port);
				threads.execute(port::receive);
			}
			long start = System.nanoTime();
			for (int i = 0; i < this.times; i++) {
				int number = i;
				long due = start + number * this.interval.toNanos();
				if (!awaitTime(due, ended)) {
					break;
				}
				if (kept.isEmpty()) {
					threads.execute(() -> sendFromNewPort(number, due, roundTrips));
				}
				else {
					kept.get(number % this.ports).send(this.text, number, due);
				}
			}
			long end = System.nanoTime() + this.exchange.timeout().toNanos();
			while (System.nanoTime() < end && kept.stream().anyMatch(KeptPort::isWaiting)) {
				LockSupport.parkNanos(1_000_000);
			}
		}
		kept.forEach(KeptPort::countLost);
		return roundTrips;
	}

	private static boolean awaitTime(long due, AtomicBoolean ended) {
		for (long left = due - System.nanoTime(); left > 0 && !ended.get(); left = due - System.nanoTime()) {
			LockSupport.parkNanos(Math.min(left, LONGEST_PARK));
		}
		return !ended.get();
	}

	private void sendFromNewPort(int number, long due, RoundTrips roundTrips) {
		try {
			Reply reply = this.exchange.exchange(this.text);
			roundTrips.answered(number, Duration.ofNanos(System.nanoTime() - due), reply.sender());
		}
		catch (IOException ex) {
			roundTrips.lost(String.valueOf(ex.getMessage()));
		}
	}

}
