package io.uppercased.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Sends messages to a UDP server and waits for the replies; each try has twice the
 * timeout of the one before. Each message has a new socket, so that no late or doubled
 * reply to an earlier message arrives there. For any thread.
 */
final class UdpExchange {

	/** The largest message that a datagram holds, in bytes. */
	static final int MAX_MESSAGE = 65_507;

	/** The addresses of the server to try; after a reply, only the one that replied. */
	private volatile List<InetSocketAddress> servers;

	private final Duration timeout;

	private final int tries;

	UdpExchange(List<InetSocketAddress> servers, Duration timeout, int tries) {
		this.servers = servers;
		this.timeout = timeout;
		this.tries = tries;
	}

	Reply exchange(String text) throws IOException {
		return exchange(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Sends a message and waits for its reply, at one address after the other.
	 * @throws IOException if the message is too long, or no address replies
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
			catch (IOException ex) {
				failures.add(reason(ex, server));
			}
		}
		throw new IOException(String.join("; ", failures));
	}

	/**
	 * Returns the address of the server. If there are several, sends the message to find
	 * the one that replies.
	 */
	InetSocketAddress server(String text) throws IOException {
		List<InetSocketAddress> all = this.servers;
		return (all.size() == 1) ? all.getFirst() : exchange(text).server();
	}

	Duration timeout() {
		return this.timeout;
	}

	private Reply exchange(byte[] message, InetSocketAddress server) throws IOException {
		try (DatagramSocket socket = new DatagramSocket()) {
			if (message.length > 0) {
				// A connected socket reports refusals, but sends no empty datagram.
				socket.connect(server);
			}
			for (int i = 0; i < this.tries; i++) {
				socket.send(new DatagramPacket(message, message.length, server));
				Reply reply = receive(socket, server, this.timeout.multipliedBy(1L << i));
				if (reply != null) {
					return reply;
				}
			}
			throw new SocketTimeoutException(noAnswer(server, this.tries));
		}
	}

	private static @Nullable Reply receive(DatagramSocket socket, InetSocketAddress server, Duration timeout)
			throws IOException {
		DatagramPacket reply = new DatagramPacket(new byte[MAX_MESSAGE], MAX_MESSAGE);
		long deadline = System.nanoTime() + timeout.toNanos();
		for (long left = timeout.toNanos(); left > 0; left = deadline - System.nanoTime()) {
			socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
			try {
				socket.receive(reply);
			}
			catch (SocketTimeoutException ex) {
				return null;
			}
			if (socket.isConnected() || reply.getSocketAddress().equals(server)) {
				return Reply.of(reply, server);
			}
		}
		return null;
	}

	static void requireFits(byte[] message) throws IOException {
		if (message.length > MAX_MESSAGE) {
			throw new IOException("The message is too long: a datagram holds %d bytes".formatted(MAX_MESSAGE));
		}
	}

	static String reason(IOException ex, InetSocketAddress server) {
		return (ex instanceof PortUnreachableException) ? "Refused: nothing listens on " + name(server)
				: String.valueOf(ex.getMessage());
	}

	static String noAnswer(InetSocketAddress server, int tries) {
		return "No answer from %s; sent %s".formatted(name(server), (tries > 1) ? tries + " times" : "once");
	}

	static String name(InetSocketAddress server) {
		return "UDP port %d of %s".formatted(server.getPort(), server.getHostString());
	}

	/**
	 * A reply.
	 *
	 * @param bytes its bytes, each as a character
	 * @param server the address that the message was sent to
	 */
	record Reply(String bytes, InetSocketAddress server) {

		/** How a reply of the announce transformer begins. */
		private static final Pattern ANNOUNCEMENT = Pattern.compile("([0-9a-f.:%\\[\\]]{1,50}:\\d{1,5}) server msg = ");

		static Reply of(DatagramPacket packet, InetSocketAddress server) {
			return new Reply(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1), server);
		}

		/**
		 * Returns who answered: the address in an announcement if there is one, because
		 * servers may share an address. Otherwise the address that was written to.
		 */
		String sender() {
			Matcher announcement = ANNOUNCEMENT.matcher(this.bytes);
			return announcement.lookingAt() ? announcement.group(1) : this.server.toString().replaceFirst(".*/", "");
		}

	}

}
