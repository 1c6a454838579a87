package io.uppercased.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A bound UDP socket that receives and sends bursts. One thread receives and sends; any
 * thread may ask the socket about itself or close it.
 */
public interface UdpTransport extends Closeable {

	/**
	 * How long {@link #receive()} waits for a first datagram. It bounds how late a
	 * listener notices that it has to stop.
	 */
	Duration RECEIVE_TIMEOUT = Duration.ofMillis(100);

	/**
	 * How long {@link #send()} waits for room in the send buffer, for each datagram.
	 */
	Duration SEND_TIMEOUT = Duration.ofMillis(20);

	/**
	 * Returns the burst that this socket receives into and sends from, the same all its
	 * life.
	 * @return the burst, which belongs to the receiving thread
	 */
	Burst burst();

	/**
	 * Waits for a datagram and takes all that are there, up to what the burst can hold.
	 * Those larger than the socket was opened for are dropped already. The burst is empty
	 * if none came within {@link #RECEIVE_TIMEOUT}.
	 * @throws java.nio.channels.ClosedChannelException if the socket is closed
	 * @throws IOException if the kernel reports an error; the socket can still be used
	 */
	void receive() throws IOException;

	/**
	 * Takes all datagrams that are there, as {@link #receive()} does, but does not wait
	 * for a first one.
	 * @throws java.nio.channels.ClosedChannelException if the socket is closed
	 * @throws IOException if the kernel reports an error; the socket can still be used
	 */
	void poll() throws IOException;

	/**
	 * Accepts no further datagram, where the platform can do that; what the socket holds
	 * can still be received, and the replies be sent. Where it cannot, what arrives
	 * between the last {@link #poll()} and {@link #close()} is lost, and nobody knows of
	 * it.
	 * @return whether newcomers are shut out
	 * @throws IOException if the kernel refuses
	 */
	default boolean shutOut() throws IOException {
		return false;
	}

	/**
	 * Sends the reply of each datagram that is pending, in order, and ends it: as sent
	 * or, if the kernel refuses it, as dropped.
	 */
	void send();

	/**
	 * Returns what the socket is bound to.
	 * @return the address, which may be the wildcard, and the port
	 */
	InetSocketAddress localAddress();

	/**
	 * Returns the receive buffer that the kernel granted.
	 * @return the size in bytes, to be compared with
	 * {@link TransportSettings#receiveBuffer()}
	 */
	int receiveBuffer();

	/**
	 * Returns how much of the receive buffer is taken, counted as the kernel counts it.
	 * @return the size in bytes, empty where the platform cannot tell
	 */
	default OptionalLong queuedBytes() {
		return OptionalLong.empty();
	}

	/**
	 * Returns how many datagrams the kernel dropped before they could be received.
	 * @return the number since the socket was opened, empty where the platform cannot
	 * tell
	 */
	default OptionalLong drops() {
		return OptionalLong.empty();
	}

	/**
	 * Returns the name by which the transport is configured.
	 * @return the name, such as {@code nio}
	 */
	String name();

	@Override
	void close();

}
