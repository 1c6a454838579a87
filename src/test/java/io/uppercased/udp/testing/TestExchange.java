package io.uppercased.udp.testing;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.uppercased.udp.transform.Exchange;

/**
 * An exchange between two addresses that need not exist.
 *
 * @param source the sender
 * @param localAddress the address that it wrote to
 */
public record TestExchange(InetSocketAddress source, InetSocketAddress localAddress) implements Exchange {

	/** An exchange for tests that do not depend on its addresses. */
	public static final TestExchange ANY = to("127.0.0.1", 12_000);

	/** Returns an exchange with a client on this machine. */
	public static TestExchange to(String localAddress, int localPort) {
		return new TestExchange(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000),
				new InetSocketAddress(InetAddress.ofLiteral(localAddress), localPort));
	}

}
