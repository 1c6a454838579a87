package io.uppercased.transport;

import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/**
 * What a socket is opened with.
 *
 * @param address the local address, or {@code null} for all, IPv6 and IPv4
 * @param port the local port, 0 for any free one
 * @param reusePort whether other sockets may share the port ({@code SO_REUSEPORT})
 * @param receiveBuffer the receive buffer to ask the kernel for, in bytes
 * @param burstSize how many datagrams a burst holds at the most, from 1
 * @param maxPayload the largest payload in bytes that is received, from 1 to
 * {@link Datagram#MAX_PAYLOAD}
 */
public record TransportSettings(@Nullable InetAddress address, int port, boolean reusePort, int receiveBuffer,
		int burstSize, int maxPayload) {

	/**
	 * Returns these settings with another port.
	 * @param port the port
	 * @return the settings
	 */
	public TransportSettings withPort(int port) {
		return new TransportSettings(this.address, port, this.reusePort, this.receiveBuffer, this.burstSize,
				this.maxPayload);
	}

}
