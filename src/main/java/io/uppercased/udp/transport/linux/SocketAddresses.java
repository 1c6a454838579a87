package io.uppercased.udp.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import io.uppercased.udp.transport.AddressBits;
import io.uppercased.udp.transport.linux.Layouts.Sockaddr;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/**
 * Socket addresses between the kernel's form, at the beginning of some memory, and the
 * JDK's.
 */
final class SocketAddresses {

	private SocketAddresses() {
	}

	/**
	 * Writes an address.
	 * @param address the address
	 * @param port the port
	 * @param family the family: IPv6 for an IPv4 address makes it IPv4-mapped
	 * @param arena where to write it
	 * @return the kernel's form
	 */
	static MemorySegment write(InetAddress address, int port, short family, Arena arena) {
		boolean ipv6 = family == Constants.AF_INET6;
		MemorySegment sockaddr = arena.allocate(ipv6 ? Sockaddr.IPV6_SIZE : Sockaddr.IPV4_SIZE, Integer.BYTES);
		sockaddr.set(JAVA_SHORT, Sockaddr.FAMILY, family);
		sockaddr.set(Layouts.NET_SHORT, Sockaddr.PORT, (short) port);
		byte[] bytes = address.getAddress();
		MemorySegment.copy(bytes, 0, sockaddr, ValueLayout.JAVA_BYTE,
				ipv6 ? Sockaddr.IPV6_SCOPE - bytes.length : Sockaddr.IPV4_ADDRESS, bytes.length);
		if (address instanceof Inet6Address inet6) {
			sockaddr.set(JAVA_INT, Sockaddr.IPV6_SCOPE, inet6.getScopeId());
		}
		else if (ipv6) {
			sockaddr.set(JAVA_SHORT, Sockaddr.IPV6_SCOPE - bytes.length - Short.BYTES, (short) 0xffff);
		}
		return sockaddr;
	}

	static InetSocketAddress read(Memory sockaddr) {
		InetAddress address = isIpv6(sockaddr)
				? address(sockaddr, Sockaddr.IPV6_ADDRESS, 16, sockaddr.getInt(Sockaddr.IPV6_SCOPE))
				: address(sockaddr, Sockaddr.IPV4_ADDRESS, 4, 0);
		return new InetSocketAddress(address, port(sockaddr));
	}

	/**
	 * Returns whether two addresses of one family are equal, port and scope included.
	 */
	static boolean areEqual(Memory one, Memory other) {
		return port(one) == port(other) && lowBits(one) == lowBits(other)
				&& (!isIpv6(one) || (highBits(one) == highBits(other)
						&& one.getInt(Sockaddr.IPV6_SCOPE) == other.getInt(Sockaddr.IPV6_SCOPE)));
	}

	static int port(Memory sockaddr) {
		return Short.toUnsignedInt(sockaddr.getNetShort(Sockaddr.PORT));
	}

	/**
	 * Returns the first 8 bytes of an address in its IPv6 form, 0 for IPv4.
	 */
	static long highBits(Memory sockaddr) {
		return isIpv6(sockaddr) ? sockaddr.getNetLong(Sockaddr.IPV6_ADDRESS) : 0;
	}

	/**
	 * Returns the last 8 bytes of an address in its IPv6 form, IPv4-mapped for IPv4.
	 */
	static long lowBits(Memory sockaddr) {
		return isIpv6(sockaddr) ? sockaddr.getNetLong(Sockaddr.IPV6_ADDRESS + Long.BYTES)
				: AddressBits.mapped(sockaddr.getNetInt(Sockaddr.IPV4_ADDRESS));
	}

	private static boolean isIpv6(Memory sockaddr) {
		return sockaddr.getShort(Sockaddr.FAMILY) == Constants.AF_INET6;
	}

	/**
	 * Reads an address.
	 * @param size 4 for IPv4, 16 for IPv6
	 * @param scope the scope of an IPv6 address, 0 for none
	 * @return the address, an IPv4 one for an IPv6 address that is IPv4-mapped
	 */
	static InetAddress address(Memory memory, long at, int size, int scope) {
		byte[] bytes = memory.segment().asSlice(at, size).toArray(ValueLayout.JAVA_BYTE);
		try {
			return (scope != 0) ? Inet6Address.getByAddress(null, bytes, scope) : InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
