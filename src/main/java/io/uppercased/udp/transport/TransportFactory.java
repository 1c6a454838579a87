package io.uppercased.udp.transport;

import java.io.IOException;

/**
 * Opens sockets of one transport.
 */
@FunctionalInterface
public interface TransportFactory {

	/**
	 * Opens and binds a socket.
	 * @param settings what to open
	 * @return the socket, which the caller closes
	 * @throws OpenFailedException if the address or port cannot be bound
	 * @throws IOException if the socket cannot be opened
	 */
	UdpTransport open(TransportSettings settings) throws IOException;

	/**
	 * Returns how many sockets to open.
	 * @param wanted the configured number
	 * @return the same, unless the sockets are given
	 */
	default int count(int wanted) {
		return wanted;
	}

}
