package io.uppercased.udp.transport.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Converts addresses between the kernel's form and the JDK's. A socket address is at the
 * start of some memory: {@code struct sockaddr_in}, ip(7), or
 * {@code struct sockaddr_in6}, ipv6(7).
 */
final class SocketAddresses {

	static final int FAMILY = 0;
	static final int PORT = 2;
	static final int IPV4_ADDRESS = 4;
	static final int IPV4_SIZE = 16;
	static final int IPV6_ADDRESS = 8;
	static final int IPV6_SCOPE = 24;
	static final int IPV6_SIZE = 28;

	/** Room for either, aligned in an array. */
	static final int SIZE = 32;

	private SocketAddresses() {
	}

	/** Writes an address for a socket; for IPv6, an IPv4 address is IPv4-mapped. */
	static void write(InetAddress address, int port, boolean ipv6, ByteBuffer sockaddr) {
		byte[] bytes = address.getAddress();
		int at = ipv6 ? IPV6_SCOPE - bytes.length : IPV4_ADDRESS;
		sockaddr.put(0, new byte[SIZE])
			.putShort(FAMILY, ipv6 ? Constants.AF_INET6 : Constants.AF_INET)
			.putShort(PORT, Short.reverseBytes((short) port))
			.put(at, bytes);
		if (address instanceof Inet6Address inet6) {
			sockaddr.putInt(IPV6_SCOPE, inet6.getScopeId());
		}
		else if (ipv6) {
			sockaddr.putShort(at - Short.BYTES, (short) 0xffff);
		}
	}

	static InetSocketAddress read(ByteBuffer sockaddr) {
		boolean ipv6 = isIpv6(sockaddr);
		InetAddress address = address(sockaddr, ipv6 ? IPV6_ADDRESS : IPV4_ADDRESS, ipv6,
				ipv6 ? sockaddr.getInt(IPV6_SCOPE) : 0);
		return new InetSocketAddress(address, port(sockaddr));
	}

	static int size(boolean ipv6) {
		return ipv6 ? IPV6_SIZE : IPV4_SIZE;
	}

	static boolean isIpv6(ByteBuffer sockaddr) {
		return sockaddr.getShort(FAMILY) == Constants.AF_INET6;
	}

	static int port(ByteBuffer sockaddr) {
		return Short.toUnsignedInt(Short.reverseBytes(sockaddr.getShort(PORT)));
	}

	/** Reads an address, without a scope if that is 0. If IPv4-mapped, returns IPv4. */
	static InetAddress address(ByteBuffer memory, int at, boolean ipv6, int scope) {
		byte[] bytes = new byte[ipv6 ? 16 : 4];
		memory.get(at, bytes);
		try {
			return (scope != 0) ? Inet6Address.getByAddress(null, bytes, scope) : InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
