package io.uppercased.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.uppercased.client.UdpExchange.Reply;

/**
 * Sends a text again and again at a fixed pace, whether replies arrive or not: a client
 * that waits for them would send nothing during most of an outage. Sends on the calling
 * thread; virtual threads wait for the replies.
 *
 * @param interval time from one message to the next, on any port
 * @param ports how many ports to send from in turn, or 0 for a new one for each message
 */
record OpenLoop(UdpExchange exchange, String text, int times, Duration interval, int ports, RoundTrips roundTrips) {

	private static final long LONGEST_PARK = Duration.ofMillis(100).toNanos();

	OpenLoop(UdpExchange exchange, String text, int times, Duration interval, int ports) {
		this(exchange, text, times, interval, ports, new RoundTrips(interval, ports));
	}

	/** Sends until the end of the loop, or soon after {@code ended} is set. */
	void run(AtomicBoolean ended) throws IOException {
		List<KeptPort> kept = new ArrayList<>();
		// Closes the ports first, or the threads would receive without end.
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
				Closeable _ = () -> kept.forEach((port) -> port.socket.close())) {
			for (int i = 0; i < this.ports; i++) {
				KeptPort port = new KeptPort();
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
					threads.execute(() -> sendFromNewPort(number, due));
				}
				else {
					kept.get(number % this.ports).send(number, due);
				}
			}
			long end = System.nanoTime() + this.exchange.timeout().toNanos();
			while (System.nanoTime() < end && kept.stream().anyMatch((port) -> !port.unanswered.isEmpty())) {
				LockSupport.parkNanos(1_000_000);
			}
		}
		kept.forEach(KeptPort::countLost);
	}

	private static boolean awaitTime(long due, AtomicBoolean ended) {
		for (long left = due - System.nanoTime(); left > 0 && !ended.get(); left = due - System.nanoTime()) {
			LockSupport.parkNanos(Math.min(left, LONGEST_PARK));
		}
		return !ended.get();
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

	/**
	 * A port for many messages. Each message ends with its number, and so must its reply,
	 * because nothing else connects the two.
	 */
	private final class KeptPort {

		private static final Pattern NUMBER = Pattern.compile(".* (\\d{1,9})", Pattern.DOTALL);

		private final InetSocketAddress server = exchange().server(text());

		private final DatagramSocket socket = new DatagramSocket();

		private final ConcurrentSkipListMap<Integer, Sent> unanswered = new ConcurrentSkipListMap<>();

		/** Only the thread that receives uses it, until the port is closed. */
		private int repliesWithoutNumber;

		KeptPort() throws IOException {
			this.socket.connect(this.server);
		}

		void send(int number, long due) {
			byte[] message = (text() + " " + number).getBytes(StandardCharsets.UTF_8);
			DatagramPacket request = new DatagramPacket(message, message.length);
			this.unanswered.put(number, new Sent(due, System.nanoTime()));
			try {
				UdpExchange.requireFits(message);
				try {
					this.socket.send(request);
				}
				catch (PortUnreachableException ex) {
					// The error of an earlier message; this one was not sent.
					this.socket.send(request);
				}
			}
			catch (IOException ex) {
				if (this.unanswered.remove(number) != null) {
					roundTrips().lost(UdpExchange.reason(ex, this.server));
				}
			}
		}

		void receive() {
			DatagramPacket packet = new DatagramPacket(new byte[UdpExchange.MAX_MESSAGE], UdpExchange.MAX_MESSAGE);
			while (!this.socket.isClosed()) {
				try {
					this.socket.receive(packet);
					received(Reply.of(packet, this.server));
				}
				catch (IOException ex) {
					// A refusal arrives at once, so it is for the last message.
					if (!this.socket.isClosed() && this.unanswered.pollLastEntry() != null) {
						roundTrips().lost(UdpExchange.reason(ex, this.server));
					}
				}
			}
		}

		private void received(Reply reply) {
			long now = System.nanoTime();
			Matcher matcher = NUMBER.matcher(reply.bytes());
			if (!matcher.matches()) {
				this.repliesWithoutNumber++;
				return;
			}
			int number = Integer.parseInt(matcher.group(1));
			Sent sent = this.unanswered.get(number);
			if (sent != null && now - sent.time() <= exchange().timeout().toNanos()
					&& this.unanswered.remove(number, sent)) {
				roundTrips().answered(number, Duration.ofNanos(now - sent.due()), reply.sender());
			}
		}

		void countLost() {
			String noNumber = "The answers of %s do not end with the message's number, as --ports needs"
				.formatted(UdpExchange.name(this.server));
			int lost = this.unanswered.size();
			for (int i = 0; i < lost; i++) {
				roundTrips().lost((i < this.repliesWithoutNumber) ? noNumber : UdpExchange.noAnswer(this.server, 1));
			}
		}

	}

	private record Sent(long due, long time) {
	}

}
