package io.uppercased.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import io.uppercased.transport.linux.Layouts.Sockaddr;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Socket addresses between the kernel's form and the JDK's.
 */
final class SocketAddresses {

	private static final long IPV4_MAPPED = 0xffffL << Integer.SIZE;

	private SocketAddresses() {
	}

	/**
	 * Writes an address.
	 * @param address the address
	 * @param port the port
	 * @param family the family, which must be the address's
	 * @param arena where to write it
	 * @return the kernel's form
	 */
	static MemorySegment write(InetAddress address, int port, short family, Arena arena) {
		boolean ipv6 = family == Constants.AF_INET6;
		MemorySegment sockaddr = arena.allocate(ipv6 ? Sockaddr.IPV6 : Sockaddr.IPV4);
		sockaddr.set(JAVA_SHORT, Sockaddr.FAMILY, family);
		sockaddr.set(Layouts.NET_SHORT, Sockaddr.PORT, (short) port);
		MemorySegment.copy(address.getAddress(), 0, sockaddr, ValueLayout.JAVA_BYTE,
				ipv6 ? Sockaddr.IPV6_ADDRESS : Sockaddr.IPV4_ADDRESS, address.getAddress().length);
		if (address instanceof Inet6Address inet6) {
			sockaddr.set(JAVA_INT, Sockaddr.IPV6_SCOPE, inet6.getScopeId());
		}
		return sockaddr;
	}

	static InetSocketAddress read(MemorySegment memory, long at) {
		return new InetSocketAddress(readAddress(memory, at), port(memory, at));
	}

	private static InetAddress readAddress(MemorySegment memory, long at) {
		if (isIpv6(memory, at)) {
			return address(memory, at + Sockaddr.IPV6_ADDRESS, 16, memory.get(JAVA_INT, at + Sockaddr.IPV6_SCOPE));
		}
		return address(memory, at + Sockaddr.IPV4_ADDRESS, 4, 0);
	}

	/**
	 * Returns whether two addresses of one family are equal, port and scope included.
	 */
	static boolean areEqual(MemorySegment memory, long one, long other) {
		return port(memory, one) == port(memory, other) && lowBits(memory, one) == lowBits(memory, other)
				&& (!isIpv6(memory, one) || (highBits(memory, one) == highBits(memory, other) && memory.get(JAVA_INT,
						one + Sockaddr.IPV6_SCOPE) == memory.get(JAVA_INT, other + Sockaddr.IPV6_SCOPE)));
	}

	static int port(MemorySegment memory, long at) {
		return Short.toUnsignedInt(memory.get(Layouts.NET_SHORT, at + Sockaddr.PORT));
	}

	/**
	 * Returns the first 8 bytes of an address in its IPv6 form, 0 for IPv4.
	 */
	static long highBits(MemorySegment memory, long at) {
		return isIpv6(memory, at) ? memory.get(Layouts.NET_LONG, at + Sockaddr.IPV6_ADDRESS) : 0;
	}

	/**
	 * Returns the last 8 bytes of an address in its IPv6 form, IPv4-mapped for IPv4.
	 */
	static long lowBits(MemorySegment memory, long at) {
		if (isIpv6(memory, at)) {
			return memory.get(Layouts.NET_LONG, at + Sockaddr.IPV6_ADDRESS + Long.BYTES);
		}
		return IPV4_MAPPED | Integer.toUnsignedLong(memory.get(Layouts.NET_INT, at + Sockaddr.IPV4_ADDRESS));
	}

	private static boolean isIpv6(MemorySegment memory, long at) {
		return memory.get(JAVA_SHORT, at + Sockaddr.FAMILY) == Constants.AF_INET6;
	}

	/**
	 * Reads an address.
	 * @param size 4 for IPv4, 16 for IPv6
	 * @param scope the scope of an IPv6 address, 0 for none
	 * @return the address, an IPv4 one for an IPv6 address that is IPv4-mapped
	 */
	static InetAddress address(MemorySegment memory, long at, int size, int scope) {
		byte[] bytes = memory.asSlice(at, size).toArray(ValueLayout.JAVA_BYTE);
		try {
			return (scope != 0) ? Inet6Address.getByAddress(null, bytes, scope) : InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
