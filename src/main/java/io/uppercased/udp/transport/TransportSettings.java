package io.uppercased.udp.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

/**
 * How to open a socket.
 *
 * @param address the local address, or {@code null} for all, IPv6 and IPv4
 * @param port the local port, 0 for any free one
 * @param sharing which other sockets may use the port
 * @param receiveBuffer the receive buffer to request from the kernel, in bytes
 * @param burstSize how many datagrams a burst holds, at least 1
 * @param maxPayload the largest payload in bytes that is received, from 1 to
 * {@link Datagram#MAX_PAYLOAD}
 * @param segmentation whether a transport may pass several replies to the kernel as one
 * message
 */
public record TransportSettings(@Nullable InetAddress address, int port, PortSharing sharing, int receiveBuffer,
		int burstSize, int maxPayload, boolean segmentation) {

	/**
	 * Returns the local address. If it is link-local, it contains the current number of
	 * its interface, which changes when the interface is created again.
	 */
	@Override
	public @Nullable InetAddress address() {
		try {
			return (this.address != null) ? InetAddress.getByName(this.address.getHostAddress()) : null;
		}
		catch (UnknownHostException ex) {
			// There is no such interface now.
			return this.address;
		}
	}

	/** Returns these settings for another socket on a port that is shared. */
	public TransportSettings joining(int port) {
		return new TransportSettings(this.address, port, PortSharing.ANY, this.receiveBuffer, this.burstSize,
				this.maxPayload, this.segmentation);
	}

	/**
	 * Returns whether to set {@code SO_REUSEPORT} before bind. Not if the kernel chooses
	 * the port: it could choose one that another process shares.
	 */
	public boolean isSharedWhenBound() {
		return this.sharing == PortSharing.ANY && this.port != 0;
	}

}
