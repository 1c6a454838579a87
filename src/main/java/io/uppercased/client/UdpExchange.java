package io.uppercased.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks a UDP server and waits for the answer; what was lost is asked again, with twice
 * the time to wait. A reply does not say what it answers, so each exchange has a socket
 * of its own: a late or doubled reply to an earlier message reaches nobody. Any thread
 * may ask, also while others do.
 */
final class UdpExchange {

	/**
	 * The largest message that a datagram holds, in bytes.
	 */
	static final int MAX_MESSAGE = 65_507;

	private volatile List<InetSocketAddress> servers;

	private final Duration timeout;

	private final int retries;

	/**
	 * Creates an exchange; it opens no socket yet.
	 * @param servers the server's addresses, resolved, and its port, 1 to 65535; the
	 * first one that answers is the only one from then on
	 * @param timeout how long to wait for an answer to the first try, 1 ms to 1 minute
	 * @param retries how often to ask again, 0 to 10
	 * @throws IllegalArgumentException if a number is out of its range
	 */
	UdpExchange(List<InetSocketAddress> servers, Duration timeout, int retries) {
		if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
			throw new IllegalArgumentException("The timeout must be from 1 ms to 1 minute");
		}
		if (retries < 0 || retries > 10) {
			throw new IllegalArgumentException("The number of retries must be from 0 to 10");
		}
		this.servers = servers;
		this.timeout = timeout;
		this.retries = retries;
	}

	/**
	 * Sends a message and waits for its answer, at one address after the other.
	 * @param message the message, at most {@link #MAX_MESSAGE} bytes
	 * @return the answer
	 * @throws IOException at once, if the message is too long; if no address answered:
	 * because its host says that nothing listens (what an empty message meets cannot be
	 * known), no try was answered, or the kernel refuses to send
	 */
	Reply exchange(byte[] message) throws IOException {
		requireFits(message);
		Set<String> failures = new LinkedHashSet<>();
		for (InetSocketAddress server : this.servers) {
			try {
				Reply reply = exchange(message, server);
				this.servers = List.of(server);
				return reply;
			}
			catch (PortUnreachableException ex) {
				failures.add(refused(server));
			}
			catch (IOException ex) {
				failures.add(String.valueOf(ex.getMessage()));
			}
		}
		throw new IOException(String.join("; ", failures));
	}

	/**
	 * Returns the server's address. If there are several it asks for the one that
	 * answers.
	 * @param message what to ask
	 * @throws IOException if none answered
	 */
	InetSocketAddress server(byte[] message) throws IOException {
		List<InetSocketAddress> all = this.servers;
		return (all.size() == 1) ? all.getFirst() : exchange(message).server();
	}

	Duration timeout() {
		return this.timeout;
	}

	static void requireFits(byte[] message) throws IOException {
		if (message.length > MAX_MESSAGE) {
			throw new IOException("The message is too long: a datagram holds %d bytes".formatted(MAX_MESSAGE));
		}
	}

	private Reply exchange(byte[] message, InetSocketAddress server) throws IOException {
		try (DatagramSocket socket = new DatagramSocket()) {
			DatagramPacket request = new DatagramPacket(message, message.length);
			if (message.length > 0) {
				socket.connect(server);
			}
			else {
				// The JDK sends no empty datagram from a connected socket.
				request.setSocketAddress(server);
			}
			for (int attempt = 0; attempt <= this.retries; attempt++) {
				socket.send(request);
				DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
				if (receive(socket, server, reply, this.timeout.multipliedBy(1L << attempt))) {
					return new Reply(ByteBuffer.wrap(reply.getData(), 0, reply.getLength()), server);
				}
			}
			throw new SocketTimeoutException(unanswered(server, this.retries + 1));
		}
	}

	/**
	 * Waits for a datagram from the server.
	 * @return whether one came
	 */
	private boolean receive(DatagramSocket socket, InetSocketAddress server, DatagramPacket reply, Duration timeout)
			throws IOException {
		long deadline = System.nanoTime() + timeout.toNanos();
		for (long left = timeout.toNanos(); left > 0; left = deadline - System.nanoTime()) {
			socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
			try {
				socket.receive(reply);
			}
			catch (SocketTimeoutException ex) {
				return false;
			}
			if (socket.isConnected() || reply.getSocketAddress().equals(server)) {
				return true;
			}
		}
		return false;
	}

	static String refused(InetSocketAddress server) {
		return "Refused: nothing listens on " + name(server);
	}

	static String unanswered(InetSocketAddress server, int tries) {
		return "No answer from %s; sent %s".formatted(name(server), (tries > 1) ? tries + " times" : "once");
	}

	static String unnumbered(InetSocketAddress server) {
		return "The answers of %s do not end with the message's number, as --ports needs".formatted(name(server));
	}

	private static String name(InetSocketAddress server) {
		return "UDP port %d of %s".formatted(server.getPort(), server.getHostString());
	}

	/**
	 * What came back.
	 *
	 * @param payload the answer, in an array of its own from index 0
	 * @param server the address that answered
	 */
	record Reply(ByteBuffer payload, InetSocketAddress server) {
	}

}
