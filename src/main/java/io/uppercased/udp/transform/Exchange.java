package io.uppercased.udp.transform;

import java.net.InetSocketAddress;

/**
 * What can be asked about a message beside its content. Nothing is decoded unless it is
 * asked for.
 */
public interface Exchange {

	/**
	 * Returns the sender, which the reply goes to.
	 * @return its address and port
	 */
	InetSocketAddress source();

	/**
	 * Returns what the sender wrote to, which is where the reply leaves from.
	 * @return the address and port; the address is the wildcard where the service cannot
	 * tell, which {@link PayloadTransformer#needsLocalAddress()} rules out
	 */
	InetSocketAddress localAddress();

}
