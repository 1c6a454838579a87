package io.uppercased.udp.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

/**
 * How to open a socket, on every transport.
 *
 * @param address the local address, or {@code null} for all, IPv6 and IPv4
 * @param port the local port, 0 for any free one
 * @param sharing which other sockets may have the port too
 * @param receiveBuffer the receive buffer to request from the kernel, in bytes
 * @param burstSize how many datagrams a burst holds, at least 1
 * @param maxPayload the largest payload in bytes that is received, from 1 to
 * {@link Datagram#MAX_PAYLOAD}
 * @param segmentation whether several replies may be given to the kernel as one message,
 * if the transport can
 */
public record TransportSettings(@Nullable InetAddress address, int port, PortSharing sharing, int receiveBuffer,
		int burstSize, int maxPayload, boolean segmentation) {

	/**
	 * Returns the local address. A link-local one has the present number of its
	 * interface, which is another one after the interface was created again.
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

	/**
	 * Returns these settings for one more socket on a port.
	 * @param port the port, which another socket has and shares
	 * @return the settings
	 */
	public TransportSettings joining(int port) {
		return new TransportSettings(this.address, port, PortSharing.ANY, this.receiveBuffer, this.burstSize,
				this.maxPayload, this.segmentation);
	}

	/**
	 * {@return whether to share the port before the socket is bound; if the kernel
	 * chooses the port, this would let it choose one that another process shares}
	 */
	public boolean isSharedWhenBound() {
		return this.sharing == PortSharing.ANY && this.port != 0;
	}

}
