package io.uppercased.udp.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * A bound UDP socket that receives bursts. One thread receives, and sends what it
 * received; another may send late replies; any may ask the socket about itself or close
 * it.
 */
public interface UdpTransport extends Closeable {

	/**
	 * How long {@link #receive()} waits for a first datagram. It bounds how late a
	 * listener notices that it has to stop.
	 */
	Duration RECEIVE_TIMEOUT = Duration.ofMillis(100);

	/**
	 * How long {@link Burst#send()} waits for room in the send buffer. Once that was too
	 * short, the rest of the burst is dropped with hardly a wait.
	 */
	Duration SEND_TIMEOUT = Duration.ofMillis(20);

	/**
	 * Waits for a datagram and takes all that are there, up to what a burst can hold.
	 * Those larger than the socket was opened for, and those to a multicast address, if
	 * the socket knows it, are dropped already.
	 * @return the burst, empty if no datagram came within {@link #RECEIVE_TIMEOUT}, and
	 * valid until the next receive
	 * @throws java.nio.channels.ClosedChannelException if the socket is closed
	 * @throws IOException if the kernel reports an error; the socket can still be used
	 */
	Burst receive() throws IOException;

	/**
	 * Takes all datagrams that are there, as {@link #receive()} does, but does not wait
	 * for a first one.
	 * @return the burst, empty if there was no datagram, and valid until the next receive
	 * @throws java.nio.channels.ClosedChannelException if the socket is closed
	 * @throws IOException if the kernel reports an error; the socket can still be used
	 */
	Burst poll() throws IOException;

	/**
	 * Lets datagrams leave their bursts: {@link Burst#leave(Datagram)}. To be called
	 * before the first receive. The replies may be sent by another thread than the one
	 * that receives, by one at a time.
	 * @param size how many replies are sent together, from 1; each needs 64 KiB
	 */
	void allowLateReplies(int size);

	/**
	 * Returns what this socket can do.
	 * @return the same all its life
	 */
	Set<Capability> capabilities();

	/**
	 * Accepts no further datagram: newcomers are the other sockets' of the port, or are
	 * refused. What the socket holds can still be received, and be answered. Without
	 * {@link Capability#STOP_ACCEPTING} this does nothing, and what arrives between the
	 * last {@link #poll()} and {@link #close()} is lost unseen.
	 * @throws IOException if the kernel refuses
	 */
	default void stopAccepting() throws IOException {
	}

	/**
	 * Returns how much of the receive buffer is taken, counted as the kernel counts it.
	 * @return the size in bytes, 0 without {@link Capability#KERNEL_DROPS}
	 */
	default long queuedBytes() {
		return 0;
	}

	/**
	 * Returns how many datagrams the kernel dropped before they could be received.
	 * @return the number since the socket was opened, whoever did, 0 without
	 * {@link Capability#KERNEL_DROPS}
	 */
	default long drops() {
		return 0;
	}

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
