package io.uppercased.udp.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * A bound UDP socket. One thread receives bursts and sends their replies, another may
 * send late replies, and any thread may call the other methods.
 */
public interface UdpTransport extends Closeable {

	/**
	 * How long {@link #receive()} waits for a datagram. A listener that has to stop
	 * notices it after at most this time.
	 */
	Duration RECEIVE_TIMEOUT = Duration.ofMillis(100);

	/**
	 * How long {@link Burst#send()} waits for room in the send buffer. If there is none
	 * in this time, it waits at most 1 ms for each other reply of the burst.
	 */
	Duration SEND_TIMEOUT = Duration.ofMillis(20);

	/**
	 * Waits for a datagram and receives all that are queued, up to the size of a burst. A
	 * datagram that is too large, or was sent to a multicast address (if the socket knows
	 * this), is already dropped.
	 * @return the burst, valid until the next receive; empty if no datagram came within
	 * {@link #RECEIVE_TIMEOUT}
	 * @throws java.nio.channels.ClosedChannelException if the socket is closed
	 * @throws IOException if the kernel reports an error; the socket can still be used
	 */
	Burst receive() throws IOException;

	/**
	 * Receives as {@link #receive()} does, but does not wait: the burst is empty if no
	 * datagram is queued.
	 */
	Burst poll() throws IOException;

	/**
	 * Allows {@link Burst#leave(Datagram)}. Must be called before the first receive.
	 * @param size how many late replies are sent together, at least 1; each needs 64 KiB
	 */
	void allowLateReplies(int size);

	/** Returns what this socket can do, which never changes. */
	Set<Capability> capabilities();

	/**
	 * Stops accepting datagrams: new ones go to the other sockets of the port, or are
	 * refused. Queued datagrams can still be received and answered. Without
	 * {@link Capability#STOP_ACCEPTING} this does nothing, and datagrams that arrive
	 * between the last {@link #poll()} and {@link #close()} are lost and not counted.
	 */
	default void stopAccepting() throws IOException {
	}

	/**
	 * Returns how many bytes of the receive buffer are in use, with the kernel's
	 * overhead; 0 without {@link Capability#KERNEL_DROPS}.
	 */
	default long queuedBytes() {
		return 0;
	}

	/**
	 * Returns how many datagrams the kernel has dropped since this or another process
	 * opened the socket; 0 without {@link Capability#KERNEL_DROPS}.
	 */
	default long drops() {
		return 0;
	}

	/** Returns the bound address, which may be the wildcard, and port. */
	InetSocketAddress localAddress();

	/** Returns the size of the receive buffer that the kernel granted, in bytes. */
	int receiveBuffer();

	/** Returns the name of the transport in the configuration, such as {@code nio}. */
	String name();

	@Override
	void close();

}
