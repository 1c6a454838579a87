package io.uppercased.udp.transport;

import java.io.IOException;

/** Opens the sockets of a transport. */
@FunctionalInterface
public interface TransportFactory {

	/**
	 * Opens and binds a socket, which the caller closes.
	 * @throws OpenFailedException if the address or port cannot be bound
	 * @throws IOException if the socket cannot be opened
	 */
	UdpTransport open(TransportSettings settings) throws IOException;

	/** Returns how many sockets to open: the wanted number, unless they are inherited. */
	default int count(int wanted) {
		return wanted;
	}

}
