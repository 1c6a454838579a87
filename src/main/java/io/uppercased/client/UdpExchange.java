package io.uppercased.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Asks a UDP server and waits for the answer; what was lost is asked again, with twice
 * the time to wait. A reply does not say what it answers, so each exchange has a socket
 * of its own: a late or doubled reply to an earlier message reaches nobody.
 */
final class UdpExchange {

	/**
	 * The largest message that a datagram holds, in bytes.
	 */
	static final int MAX_MESSAGE = 65_507;

	private final InetSocketAddress server;

	private final Duration timeout;

	private final int retries;

	/**
	 * Creates an exchange; it opens no socket yet.
	 * @param server the server's address, resolved, and its port, 1 to 65535
	 * @param timeout how long to wait for an answer to the first try, 1 ms to 1 minute
	 * @param retries how often to ask again, 0 to 10
	 * @throws IllegalArgumentException if a number is out of its range
	 */
	UdpExchange(InetSocketAddress server, Duration timeout, int retries) {
		if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
			throw new IllegalArgumentException("The timeout must be from 1 ms to 1 minute");
		}
		if (retries < 0 || retries > 10) {
			throw new IllegalArgumentException("The number of retries must be from 0 to 10");
		}
		this.server = server;
		this.timeout = timeout;
		this.retries = retries;
	}

	/**
	 * Sends a message and waits for its answer.
	 * @param message the message, at most {@link #MAX_MESSAGE} bytes
	 * @return the answer
	 * @throws PortUnreachableException at once, if the server's host says that nothing
	 * listens; what an empty message meets cannot be known
	 * @throws SocketTimeoutException if no answer came to any try
	 * @throws IOException if the message is too long or the kernel refuses to send it
	 */
	Reply exchange(byte[] message) throws IOException {
		if (message.length > MAX_MESSAGE) {
			throw new IOException("The message is too long: a datagram holds %d bytes".formatted(MAX_MESSAGE));
		}
		try (DatagramSocket socket = new DatagramSocket()) {
			DatagramPacket request = new DatagramPacket(message, message.length);
			if (message.length > 0) {
				socket.connect(this.server);
			}
			else {
				// The JDK sends no empty datagram from a connected socket.
				request.setSocketAddress(this.server);
			}
			long start = System.nanoTime();
			for (int attempt = 0; attempt <= this.retries; attempt++) {
				socket.send(request);
				DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
				if (receive(socket, reply, this.timeout.multipliedBy(1L << attempt))) {
					return new Reply(ByteBuffer.wrap(reply.getData(), 0, reply.getLength()),
							Duration.ofNanos(System.nanoTime() - start));
				}
			}
			throw new SocketTimeoutException("No answer from %s; sent %s".formatted(name(),
					(this.retries > 0) ? this.retries + 1 + " times" : "once"));
		}
		catch (PortUnreachableException ex) {
			PortUnreachableException named = new PortUnreachableException("Refused: nothing listens on " + name());
			named.initCause(ex);
			throw named;
		}
	}

	/**
	 * Waits for a datagram from the server.
	 * @return whether one came
	 */
	private boolean receive(DatagramSocket socket, DatagramPacket reply, Duration timeout) throws IOException {
		long deadline = System.nanoTime() + timeout.toNanos();
		for (long left = timeout.toNanos(); left > 0; left = deadline - System.nanoTime()) {
			socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
			try {
				socket.receive(reply);
			}
			catch (SocketTimeoutException ex) {
				return false;
			}
			if (socket.isConnected() || reply.getSocketAddress().equals(this.server)) {
				return true;
			}
		}
		return false;
	}

	private String name() {
		return "UDP port %d of %s".formatted(this.server.getPort(), this.server.getHostString());
	}

	/**
	 * What came back.
	 *
	 * @param payload the answer, in an array of its own from index 0
	 * @param roundTrip the time from the first try to the answer
	 */
	record Reply(ByteBuffer payload, Duration roundTrip) {
	}

}
