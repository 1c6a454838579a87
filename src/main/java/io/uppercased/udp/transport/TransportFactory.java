package io.uppercased.udp.transport;

import java.io.IOException;

/**
 * Opens sockets of one kind. What only that kind can be told, it knows already.
 */
@FunctionalInterface
public interface TransportFactory {

	/**
	 * Opens and binds a socket.
	 * @param settings what to open
	 * @return the socket, which the caller closes
	 * @throws BindFailedException if the address or port cannot be had
	 * @throws IOException if the socket cannot be opened
	 */
	UdpTransport open(TransportSettings settings) throws IOException;

	/**
	 * Returns how many sockets to open.
	 * @param wanted how many are wanted
	 * @return the same, unless there is a given number of them
	 */
	default int count(int wanted) {
		return wanted;
	}

}
