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
 * because nothing else connects the two.
 */
final class KeptPort {

	private static final Pattern NUMBER = Pattern.compile(".* (\\d{1,9})", Pattern.DOTALL);

	private final InetSocketAddress server;

	private final Duration timeout;

	private final RoundTrips roundTrips;

	private final DatagramSocket socket = new DatagramSocket();

	private final ConcurrentSkipListMap<Integer, Sent> unanswered = new ConcurrentSkipListMap<>();

	/** Only the thread that receives uses it, until the port is closed. */
	private int repliesWithoutNumber;

	KeptPort(InetSocketAddress server, Duration timeout, RoundTrips roundTrips) throws IOException {
		this.server = server;
		this.timeout = timeout;
		this.roundTrips = roundTrips;
		this.socket.connect(server);
	}

	void send(String text, int number, long due) {
		byte[] message = (text + " " + number).getBytes(StandardCharsets.UTF_8);
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
				this.roundTrips.lost(UdpExchange.reason(ex, this.server));
			}
		}
	}

	boolean isWaiting() {
		return !this.unanswered.isEmpty();
	}

	/**
	 * Receives replies until the port is closed.
	 */
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

	void close() {
		this.socket.close();
	}

	/**
	 * Counts the messages without a reply as lost, after all replies are counted.
	 */
	void countLost() {
		String noNumber = "The answers of %s do not end with the message's number, as --ports needs"
			.formatted(UdpExchange.name(this.server));
		int lost = this.unanswered.size();
		for (int i = 0; i < lost; i++) {
			this.roundTrips.lost((i < this.repliesWithoutNumber) ? noNumber : UdpExchange.noAnswer(this.server, 1));
		}
	}

	private record Sent(long due, long time) {
	}

}
