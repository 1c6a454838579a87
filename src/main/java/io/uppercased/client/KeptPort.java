package io.uppercased.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port that is kept from one message to the next. Each ends with its number, and so
 * must the answer, for nothing else says what it answers. A virtual thread receives.
 */
final class KeptPort implements AutoCloseable {

	private static final Pattern NUMBER = Pattern.compile(".* (\\d{1,9})", Pattern.DOTALL);

	private final InetSocketAddress server;

	private final Duration timeout;

	private final byte[] message;

	private final RoundTrips roundTrips;

	private final DatagramSocket socket = new DatagramSocket();

	private final ConcurrentSkipListMap<Integer, Sent> unanswered = new ConcurrentSkipListMap<>();

	private final Thread receiver;

	/** Written by the receiver alone, and read when that has ended. */
	private int answersWithoutNumber;

	KeptPort(InetSocketAddress server, Duration timeout, byte[] message, RoundTrips roundTrips) throws IOException {
		this.server = server;
		this.timeout = timeout;
		this.message = message;
		this.roundTrips = roundTrips;
		this.socket.connect(server);
		this.receiver = Thread.startVirtualThread(this::receive);
	}

	void send(int number, long due) {
		byte[] suffix = (" " + number).getBytes(StandardCharsets.US_ASCII);
		byte[] numbered = ByteBuffer.allocate(this.message.length + suffix.length)
			.put(this.message)
			.put(suffix)
			.array();
		this.unanswered.put(number, new Sent(due, System.nanoTime()));
		try {
			UdpExchange.requireFits(numbered);
			DatagramPacket request = new DatagramPacket(numbered, numbered.length);
			try {
				this.socket.send(request);
			}
			catch (PortUnreachableException ex) {
				// That is the news of an earlier one, and this one was not sent.
				this.socket.send(request);
			}
		}
		catch (IOException ex) {
			// Unless the receiver took it for the one that was refused.
			if (this.unanswered.remove(number) != null) {
				this.roundTrips.lost(failure(ex));
			}
		}
	}

	boolean waits() {
		return !this.unanswered.isEmpty();
	}

	private void receive() {
		DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
		while (!this.socket.isClosed()) {
			try {
				this.socket.receive(reply);
				received(ByteBuffer.wrap(reply.getData(), 0, reply.getLength()));
			}
			catch (IOException ex) {
				// A refusal takes no time, so it is the last one's. Or this is closed.
				Map.Entry<Integer, Sent> refused = this.socket.isClosed() ? null : this.unanswered.pollLastEntry();
				if (refused != null) {
					this.roundTrips.lost(failure(ex));
				}
			}
		}
	}

	// What comes too late stays unanswered.
	private void received(ByteBuffer reply) {
		long now = System.nanoTime();
		Matcher matcher = NUMBER.matcher(StandardCharsets.ISO_8859_1.decode(reply.duplicate()));
		if (!matcher.matches()) {
			this.answersWithoutNumber++;
			return;
		}
		int number = Integer.parseInt(matcher.group(1));
		Sent sent = this.unanswered.get(number);
		if (sent != null && now - sent.time() <= this.timeout.toNanos() && this.unanswered.remove(number, sent)) {
			this.roundTrips.answered(number, Duration.ofNanos(now - sent.due()), OpenLoop.sender(reply, this.server));
		}
	}

	private String failure(IOException ex) {
		return (ex instanceof PortUnreachableException) ? UdpExchange.refused(this.server)
				: String.valueOf(ex.getMessage());
	}

	/**
	 * Counts as lost what has no answer, once the last one that came is counted.
	 */
	@Override
	public void close() {
		this.socket.close();
		try {
			this.receiver.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		for (int i = 0; this.unanswered.pollFirstEntry() != null; i++) {
			this.roundTrips.lost((i < this.answersWithoutNumber) ? UdpExchange.unnumbered(this.server)
					: UdpExchange.unanswered(this.server, 1));
		}
	}

	private record Sent(long due, long time) {
	}

}
