package io.uppercased.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends a message again and again, each time when it is due, whether answers come or not:
 * who waits for them sends nothing during an outage, and misses most of it. Sends on the
 * thread that calls it, and has a virtual thread wait for the answers of each port.
 */
final class OpenLoop {

	/**
	 * How the announce transformer begins.
	 */
	private static final Pattern ANNOUNCEMENT = Pattern.compile("([0-9a-f.:%\\[\\]]{1,50}:\\d{1,5}) server msg = ");

	private static final Duration LONGEST_PARK = Duration.ofMillis(100);

	private final UdpExchange exchange;

	private final byte[] message;

	private final int times;

	private final Duration interval;

	private final int ports;

	private volatile boolean ended;

	/**
	 * Creates a loop.
	 * @param exchange asks for a message that has a port of its own
	 * @param times how often to send
	 * @param interval time from one message to the next, on whichever port
	 * @param ports how many ports to keep and send from in turn, or 0 for a new one for
	 * each message
	 */
	OpenLoop(UdpExchange exchange, byte[] message, int times, Duration interval, int ports) {
		this.exchange = exchange;
		this.message = message;
		this.times = times;
		this.interval = interval;
		this.ports = ports;
	}

	RoundTrips run() throws IOException {
		RoundTrips roundTrips = new RoundTrips(this.interval, this.ports);
		if (this.ports == 0) {
			try (ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor()) {
				whenDue((number, due) -> waiting.execute(() -> askFromNewPort(number, due, roundTrips)));
			}
			return roundTrips;
		}
		InetSocketAddress server = this.exchange.server(this.message);
		List<KeptPort> kept = new ArrayList<>();
		try {
			for (int i = 0; i < this.ports; i++) {
				kept.add(new KeptPort(server, this.exchange.timeout(), this.message, roundTrips));
			}
			whenDue((number, due) -> kept.get(number % this.ports).send(number, due));
			long end = System.nanoTime() + this.exchange.timeout().toNanos();
			while (System.nanoTime() < end && kept.stream().anyMatch(KeptPort::waits)) {
				LockSupport.parkNanos(1_000_000);
			}
		}
		finally {
			kept.forEach(KeptPort::close);
		}
		return roundTrips;
	}

	/**
	 * Sends no more, soon. To be called by another thread.
	 */
	void end() {
		this.ended = true;
	}

	private void whenDue(Sender sender) {
		long start = System.nanoTime();
		for (int number = 0; number < this.times; number++) {
			long due = start + number * this.interval.toNanos();
			for (long left = due - System.nanoTime(); left > 0 && !this.ended; left = due - System.nanoTime()) {
				LockSupport.parkNanos(Math.min(left, LONGEST_PARK.toNanos()));
			}
			if (this.ended) {
				return;
			}
			sender.send(number, due);
		}
	}

	private void askFromNewPort(int number, long due, RoundTrips roundTrips) {
		try {
			UdpExchange.Reply reply = this.exchange.exchange(this.message);
			roundTrips.answered(number, Duration.ofNanos(System.nanoTime() - due),
					sender(reply.payload(), reply.server()));
		}
		catch (IOException ex) {
			roundTrips.lost(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Returns who answered: the address that a reply announces, for behind the server's
	 * there may be many, or else the server's.
	 */
	static String sender(ByteBuffer reply, InetSocketAddress server) {
		Matcher announcement = ANNOUNCEMENT.matcher(StandardCharsets.ISO_8859_1.decode(reply.duplicate()));
		return announcement.lookingAt() ? announcement.group(1) : server.toString().replaceFirst(".*/", "");
	}

	private interface Sender {

		void send(int number, long due);

	}

}
