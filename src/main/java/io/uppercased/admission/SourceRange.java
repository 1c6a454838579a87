package io.uppercased.admission;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

import io.uppercased.transport.Datagram;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 2.3), such as
 * {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or one address. An IPv6 block holds no
 * IPv4 addresses unless it is one of IPv4-mapped addresses.
 */
public final class SourceRange {

	private static final int IPV4_BITS = 32;

	private static final int IPV6_BITS = 128;

	private final long high;

	private final long low;

	private final long highMask;

	private final long lowMask;

	private final boolean ipv4;

	private final String text;

	private SourceRange(String text, InetAddress address, int prefix) {
		ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
		this.text = text;
		this.ipv4 = address instanceof Inet4Address;
		this.highMask = mask(prefix);
		this.lowMask = mask(prefix - Long.SIZE);
		this.high = this.ipv4 ? 0 : bytes.getLong(0) & this.highMask;
		this.low = (this.ipv4 ? Datagram.IPV4_MAPPED | Integer.toUnsignedLong(bytes.getInt(0))
				: bytes.getLong(Long.BYTES)) & this.lowMask;
	}

	/**
	 * Reads a block.
	 * @param text an address, or one and the length of a prefix
	 * @return the block
	 * @throws IllegalArgumentException if it is neither
	 */
	public static SourceRange valueOf(String text) {
		String[] parts = text.split("/", 2);
		try {
			InetAddress address = InetAddress.ofLiteral(parts[0]);
			boolean ipv6Form = parts[0].indexOf(':') >= 0;
			// The JDK takes fewer than four numbers, and zones, which would have no
			// effect.
			boolean whole = ipv6Form ? parts[0].indexOf('%') < 0 : parts[0].equals(address.getHostAddress());
			int bits = ipv6Form ? IPV6_BITS : IPV4_BITS;
			int length = (parts.length > 1) ? Integer.parseUnsignedInt(parts[1]) : bits;
			int prefix = IPV6_BITS - bits + length;
			// An IPv4-mapped address is IPv4 to the JDK, and its block must be, too.
			int shortest = (address instanceof Inet4Address) ? IPV6_BITS - IPV4_BITS : 0;
			if (whole && length >= 0 && length <= bits && prefix >= shortest) {
				return new SourceRange(text, address, prefix);
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw new IllegalArgumentException("not an address or a block such as 10.0.0.0/8: " + text);
	}

	private static long mask(int prefix) {
		if (prefix <= 0) {
			return 0;
		}
		return (prefix >= Long.SIZE) ? -1 : -1L << (Long.SIZE - prefix);
	}

	/**
	 * Returns whether an address is in this block.
	 * @param high its first 8 bytes
	 * @param low its last 8 bytes, an IPv4 address being IPv4-mapped
	 */
	boolean contains(long high, long low) {
		return (high & this.highMask) == this.high && (low & this.lowMask) == this.low
				&& Datagram.isIpv4(high, low) == this.ipv4;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
