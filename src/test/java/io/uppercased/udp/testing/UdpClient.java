package io.uppercased.udp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/** A UDP client for tests, with a timeout. */
public final class UdpClient implements AutoCloseable {

	/** How long to wait for a reply. */
	public static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final DatagramSocket socket;

	private final DatagramPacket received = new DatagramPacket(new byte[65_536], 65_536);

	private final SocketAddress server;

	private UdpClient(String host, int port) {
		try {
			InetAddress loopback = InetAddress.ofLiteral(host);
			this.server = new InetSocketAddress(loopback, port);
			this.socket = new DatagramSocket(0, loopback);
			this.socket.setReceiveBufferSize(4 << 20);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Opens a socket for {@code sendto} and {@code recvfrom}.
	 * @param host the server's address, and the client's
	 * @param port the server's port
	 * @return the client
	 */
	public static UdpClient unconnected(String host, int port) {
		return new UdpClient(host, port);
	}

	/**
	 * Opens a socket for {@code send} and {@code recv}, which sees replies from the
	 * server's own address and port only. (The JDK sends no empty datagram from it.)
	 * @param host the server's address, and the client's
	 * @param port the server's port
	 * @return the client
	 */
	public static UdpClient connected(String host, int port) {
		UdpClient client = new UdpClient(host, port);
		try {
			client.socket.connect(client.server);
			return client;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public InetSocketAddress address() {
		return (InetSocketAddress) this.socket.getLocalSocketAddress();
	}

	public SocketAddress server() {
		return this.server;
	}

	public void send(byte[] message) {
		try {
			this.socket.send(new DatagramPacket(message, message.length, this.server));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void send(String message) {
		send(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Waits for a reply.
	 * @param timeout how long
	 * @return the reply, or {@code null} if none came
	 */
	public byte @Nullable [] receive(Duration timeout) {
		try {
			this.socket.setSoTimeout((int) timeout.toMillis());
			this.socket.receive(this.received);
			if (!this.received.getSocketAddress().equals(this.server)) {
				throw new AssertionError(
						"A reply from " + this.received.getSocketAddress() + " and not " + this.server);
			}
			return Arrays.copyOf(this.received.getData(), this.received.getLength());
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public byte[] receive() {
		byte[] reply = receive(TIMEOUT);
		if (reply == null) {
			throw new AssertionError("No reply within " + TIMEOUT);
		}
		return reply;
	}

	public byte[] exchange(byte[] message) {
		send(message);
		return receive();
	}

	public String exchange(String message) {
		return new String(exchange(message.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
	}

	/**
	 * Asserts that the messages sent so far get no reply: sends one more message, and its
	 * reply must be the next one. Only for a service whose replies keep the order of
	 * their messages.
	 * @param message the message
	 * @param reply its reply
	 */
	public void expectNoReplyBefore(String message, String reply) {
		String next = exchange(message);
		if (!next.equals(reply)) {
			throw new AssertionError("'%s' is the next reply and not '%s'".formatted(next, reply));
		}
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
