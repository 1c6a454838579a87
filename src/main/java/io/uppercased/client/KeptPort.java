package io.uppercased.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.uppercased.client.UdpExchange.Reply;

/**
 * A port for many messages. Each message ends with its number, and so must its reply,
 * because nothing else connects the two. Receives on a virtual thread.
 */
final class KeptPort {

	private static final Pattern NUMBER = Pattern.compile(".* (\\d{1,9})", Pattern.DOTALL);

	private final InetSocketAddress server;

	private final Duration timeout;

	private final String text;

	private final RoundTrips roundTrips;

	private final DatagramSocket socket = new DatagramSocket();

	private final ConcurrentSkipListMap<Integer, Sent> unanswered = new ConcurrentSkipListMap<>();

	private final Thread receiver;

	/** The receiver writes it; {@link #close()} reads it after that has ended. */
	private int repliesWithoutNumber;

	KeptPort(InetSocketAddress server, Duration timeout, String text, RoundTrips roundTrips) throws IOException {
		this.server = server;
		this.timeout = timeout;
		this.text = text;
		this.roundTrips = roundTrips;
		this.socket.connect(server);
		this.receiver = Thread.startVirtualThread(this::receive);
	}

	void send(int number, long due) {
		byte[] message = (this.text + " " + number).getBytes(StandardCharsets.UTF_8);
		this.unanswered.put(number, new Sent(due, System.nanoTime()));
		try {
			UdpExchange.requireFits(message);
			DatagramPacket request = new DatagramPacket(message, message.length);
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
				this.roundTrips.lost(UdpExchange.reason(ex, this.server));
			}
		}
	}

	boolean isWaiting() {
		return !this.unanswered.isEmpty();
	}

	private void receive() {
		DatagramPacket packet = new DatagramPacket(new byte[UdpExchange.MAX_MESSAGE], UdpExchange.MAX_MESSAGE);
		while (!this.socket.isClosed()) {
			try {
				this.socket.receive(packet);
				received(Reply.of(packet, this.server));
			}
			catch (IOException ex) {
				// A refusal comes at once, so it is for the last message.
				if (!this.socket.isClosed() && this.unanswered.pollLastEntry() != null) {
					this.roundTrips.lost(UdpExchange.reason(ex, this.server));
				}
			}
		}
	}

	private void received(Reply reply) {
		long now = System.nanoTime();
		Matcher matcher = reply.match(NUMBER);
		if (!matcher.matches()) {
			this.repliesWithoutNumber++;
			return;
		}
		int number = Integer.parseInt(matcher.group(1));
		Sent sent = this.unanswered.get(number);
		if (sent != null && now - sent.time() <= this.timeout.toNanos() && this.unanswered.remove(number, sent)) {
			this.roundTrips.answered(number, Duration.ofNanos(now - sent.due()), reply.sender());
		}
	}

	/**
	 * Counts the messages without a reply as lost, after the last reply is counted.
	 */
	void close() {
		this.socket.close();
		try {
			this.receiver.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		for (int i = 0; this.unanswered.pollFirstEntry() != null; i++) {
			this.roundTrips.lost((i < this.repliesWithoutNumber) ? UdpExchange.unnumbered(this.server)
					: UdpExchange.unanswered(this.server, 1));
		}
	}

	private record Sent(long due, long time) {
	}

}
