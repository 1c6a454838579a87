package io.uppercased.udp.transport.linux;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import io.uppercased.udp.transport.AddressBits;
import io.uppercased.udp.transport.linux.Layouts.Sockaddr;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Converts socket addresses between the kernel's form, at the beginning of some memory,
 * and the JDK's.
 */
final class SocketAddresses {

	private SocketAddresses() {
	}

	/**
	 * Writes an address, and returns the size of the kernel's form. An IPv4 address of
	 * the family IPv6 becomes IPv4-mapped.
	 */
	static long write(InetAddress address, int port, short family, MemorySegment sockaddr) {
		boolean ipv6 = family == Constants.AF_INET6;
		byte[] bytes = address.getAddress();
		long at = ipv6 ? Sockaddr.IPV6_SCOPE - bytes.length : Sockaddr.IPV4_ADDRESS;
		sockaddr.fill((byte) 0);
		sockaddr.set(JAVA_SHORT, Sockaddr.FAMILY, family);
		sockaddr.set(JAVA_SHORT, Sockaddr.PORT, Short.reverseBytes((short) port));
		MemorySegment.copy(bytes, 0, sockaddr, JAVA_BYTE, at, bytes.length);
		if (address instanceof Inet6Address inet6) {
			sockaddr.set(JAVA_INT, Sockaddr.IPV6_SCOPE, inet6.getScopeId());
		}
		else if (ipv6) {
			sockaddr.set(JAVA_SHORT, at - Short.BYTES, (short) 0xffff);
		}
		return ipv6 ? Sockaddr.IPV6_SIZE : Sockaddr.IPV4_SIZE;
	}

	static InetSocketAddress read(Memory sockaddr) {
		InetAddress address = isIpv6(sockaddr)
				? address(sockaddr, Sockaddr.IPV6_ADDRESS, 16, sockaddr.getInt(Sockaddr.IPV6_SCOPE))
				: address(sockaddr, Sockaddr.IPV4_ADDRESS, 4, 0);
		return new InetSocketAddress(address, port(sockaddr));
	}

	static int port(Memory sockaddr) {
		return Short.toUnsignedInt(Short.reverseBytes(sockaddr.getShort(Sockaddr.PORT)));
	}

	/** Returns the first half of an address, as {@link AddressBits}. */
	static long highBits(Memory sockaddr) {
		return isIpv6(sockaddr) ? sockaddr.getNetLong(Sockaddr.IPV6_ADDRESS) : 0;
	}

	/** Returns the last half of an address, as {@link AddressBits}. */
	static long lowBits(Memory sockaddr) {
		return isIpv6(sockaddr) ? sockaddr.getNetLong(Sockaddr.IPV6_ADDRESS + Long.BYTES)
				: AddressBits.mapped(sockaddr.getNetInt(Sockaddr.IPV4_ADDRESS));
	}

	private static boolean isIpv6(Memory sockaddr) {
		return sockaddr.getShort(Sockaddr.FAMILY) == Constants.AF_INET6;
	}

	/**
	 * Reads an address of 4 or 16 bytes, without a scope if that is 0. An IPv4-mapped
	 * address becomes IPv4.
	 */
	static InetAddress address(Memory memory, long at, int size, int scope) {
		byte[] bytes = memory.segment().asSlice(at, size).toArray(JAVA_BYTE);
		try {
			return (scope != 0) ? Inet6Address.getByAddress(null, bytes, scope) : InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
