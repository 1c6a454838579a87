package io.uppercased.udp.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * A bound UDP socket that receives bursts. One thread receives, and sends the replies of
 * its bursts; another may send late replies; any may query or close the socket.
 */
public interface UdpTransport extends Closeable {

	/**
	 * How long {@link #receive()} waits for a first datagram. It bounds how late a
	 * listener notices that it has to stop.
	 */
	Duration RECEIVE_TIMEOUT = Duration.ofMillis(100);

	/**
	 * How long {@link Burst#send()} waits for room in the send buffer. After one such
	 * wait in vain, it hardly waits for the rest of the burst.
	 */
	Duration SEND_TIMEOUT = Duration.ofMillis(20);

	/**
	 * Waits for a datagram and takes all that are there, up to the size of a burst. Those
	 * that are too large for the settings, or came to a multicast address as far as the
	 * socket knows, are dropped already.
	 * @return the burst, empty if no datagram came within {@link #RECEIVE_TIMEOUT}, and
	 * valid until the next receive
	 * @throws java.nio.channels.ClosedChannelException if the socket is closed
	 * @throws IOException if the kernel reports an error; the socket can still be used
	 */
	Burst receive() throws IOException;

	/**
	 * Receives as {@link #receive()} does, but does not wait for a first datagram.
	 * @return the burst, empty if there was no datagram, and valid until the next receive
	 * @throws java.nio.channels.ClosedChannelException if the socket is closed
	 * @throws IOException if the kernel reports an error; the socket can still be used
	 */
	Burst poll() throws IOException;

	/**
	 * Lets datagrams leave their bursts ({@link Burst#leave(Datagram)}). To be called
	 * before the first receive. Another thread may send the replies, one at a time.
	 * @param size how many replies are sent together, at least 1; each needs 64 KiB
	 */
	void allowLateReplies(int size);

	/**
	 * {@return what this socket can do, which never changes}
	 */
	Set<Capability> capabilities();

	/**
	 * Accepts no further datagram: new datagrams go to the other sockets of the port, or
	 * are refused. What the socket holds can still be received and answered. Without
	 * {@link Capability#STOP_ACCEPTING} this does nothing, and what arrives between the
	 * last {@link #poll()} and {@link #close()} is lost and not counted.
	 * @throws IOException if the kernel refuses
	 */
	default void stopAccepting() throws IOException {
	}

	/**
	 * {@return how much of the receive buffer is in use, in bytes as the kernel counts
	 * them; 0 without {@link Capability#KERNEL_DROPS}}
	 */
	default long queuedBytes() {
		return 0;
	}

	/**
	 * {@return how many datagrams the kernel has dropped since the socket was opened, by
	 * whichever process; 0 without {@link Capability#KERNEL_DROPS}}
	 */
	default long drops() {
		return 0;
	}

	/**
	 * {@return the bound address, which may be the wildcard, and port}
	 */
	InetSocketAddress localAddress();

	/**
	 * {@return the receive buffer that the kernel granted, in bytes, to be compared with
	 * {@link TransportSettings#receiveBuffer()}}
	 */
	int receiveBuffer();

	/**
	 * {@return the name by which the transport is configured, such as {@code nio}}
	 */
	String name();

	@Override
	void close();

}
