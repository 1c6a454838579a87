package io.uppercased.text;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;

/**
 * Replies with the address that the client wrote to, then the unchanged message:
 * {@code 127.0.0.1:3999 server msg = hello}.
 */
public final class AnnounceTransformer implements PayloadTransformer {

	@Override
	public ByteBuffer transform(ByteBuffer message, Exchange exchange) {
		byte[] announcement = (hostAndPort(exchange.localAddress()) + " server msg = ")
			.getBytes(StandardCharsets.US_ASCII);
		return ByteBuffer.allocate(announcement.length + message.remaining()).put(announcement).put(message).flip();
	}

	private static String hostAndPort(InetSocketAddress address) {
		String host = address.getAddress().getHostAddress();
		return ((address.getAddress() instanceof Inet6Address) ? "[" + host + "]" : host) + ":" + address.getPort();
	}

	@Override
	public boolean needsLocalAddress() {
		return true;
	}

}
