package io.uppercased.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A bound UDP socket that receives and sends bursts. One thread receives and sends; any
 * thread may ask the socket about itself or close it.
 */
public interface UdpTransport extends Closeable {

	/**
	 * How long {@link #receive(Burst)} waits for a first datagram. It bounds how late a
	 * listener notices that it has to stop.
	 */
	Duration RECEIVE_TIMEOUT = Duration.ofMillis(100);

	/**
	 * Creates a burst for this socket.
	 * @return a burst of the size and with the payloads that the socket was opened for
	 */
	Burst newBurst();

	/**
	 * Waits for a datagram and takes all that are there, up to what the burst can hold.
	 * Those larger than the socket was opened for are dropped already.
	 * @param burst the burst to fill, empty if none came within {@link #RECEIVE_TIMEOUT}
	 * @throws java.nio.channels.ClosedChannelException if the socket is closed
	 * @throws IOException if the kernel reports an error; the socket can still be used
	 */
	void receive(Burst burst) throws IOException;

	/**
	 * Sends the reply of each datagram that is pending, in order, and ends it: as sent
	 * or, if the kernel refuses it, as dropped.
	 * @param burst a burst that this socket received
	 */
	void send(Burst burst);

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
	 * Returns the name by which the transport is configured.
	 * @return the name, such as {@code nio}
	 */
	String name();

	@Override
	void close();

}
