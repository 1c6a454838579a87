package io.uppercased.udp.transform;

import java.net.InetSocketAddress;

/**
 * The addresses of a message, which are decoded only when a transformer asks for them.
 */
public interface Exchange {

	/** Returns the address and port of the sender, to which the reply is sent. */
	InetSocketAddress source();

	/**
	 * {@return the address and port that the sender wrote to, from which the reply is
	 * sent} The address is the wildcard if the service does not know it; see
	 * {@link PayloadTransformer#needsLocalAddress()}.
	 */
	InetSocketAddress localAddress();

}
