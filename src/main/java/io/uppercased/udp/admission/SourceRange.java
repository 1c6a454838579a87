package io.uppercased.udp.admission;

import java.net.Inet4Address;
import java.net.InetAddress;

import io.uppercased.udp.transport.Addresses;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 2.3), such as
 * {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or one address. {@code ::/0} contains no
 * IPv4 addresses.
 */
public final class SourceRange {

	private static final int IPV6_BITS = 128;

	/** The length of the prefix that all IPv4-mapped addresses share. */
	private static final int MAPPED_PREFIX = 96;

	private final long high;

	private final long low;

	private final long highMask;

	private final long lowMask;

	private SourceRange(String text, InetAddress address, int prefix) {
		// The JDK converts an IPv4-mapped address to IPv4.
		boolean ipv4 = address instanceof Inet4Address;
		long first = Addresses.high(address);
		long last = Addresses.low(address);
		this.highMask = mask(prefix);
		this.lowMask = mask(prefix - Long.SIZE);
		this.high = first & this.highMask;
		this.low = last & this.lowMask;
		require(prefix == 0 || prefix >= MAPPED_PREFIX || !contains(0, Addresses.mapped(0)), text,
				"contains the IPv4-mapped addresses and others; write IPv4 blocks separately, such as 0.0.0.0/0");
		require(this.high == first && this.low == last, text,
				"has bits set after its prefix; write the first address of the block, or an address without a prefix");
		boolean all = prefix == (ipv4 ? MAPPED_PREFIX : 0);
		require(all || isOfOneHost(this.high, this.low) || isOfOneHost(first | ~this.highMask, last | ~this.lowMask),
				text, "contains no address of a sender; 0.0.0.0/0 is all of IPv4, and ::/0 all of IPv6");
	}

	/**
	 * Reads a block.
	 * @param text an address, or an address and the length of a prefix
	 * @return the block
	 * @throws IllegalArgumentException if it is neither, or probably a mistake; the
	 * message says what to write
	 */
	public static SourceRange valueOf(String text) {
		String[] parts = text.split("/", 2);
		InetAddress address = address(text, parts[0]);
		if (parts.length == 1) {
			return new SourceRange(text, address, IPV6_BITS);
		}
		int bits = (parts[0].indexOf(':') >= 0) ? IPV6_BITS : Integer.SIZE;
		String length = parts[1];
		require(length.indexOf('.') < 0 && length.indexOf(':') < 0, text,
				"has a mask; write the length of the prefix: 10.0.0.0 with the mask 255.0.0.0 is 10.0.0.0/8");
		require(length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= bits, text,
				"is not a block: its prefix is 0 to %d bits long".formatted(bits));
		return new SourceRange(text, address, IPV6_BITS - bits + Integer.parseInt(length));
	}

	private static InetAddress address(String text, String literal) {
		require(literal.indexOf('%') < 0, text, "has a zone, which is not part of a block; leave out % and the rest");
		try {
			InetAddress address = InetAddress.ofLiteral(literal);
			// The JDK also accepts fewer than four numbers.
			if (literal.indexOf(':') >= 0 || literal.equals(address.getHostAddress())) {
				return address;
			}
		}
		catch (IllegalArgumentException ex) {
			// Refused below.
		}
		throw refusal(text, "is not an address or a block such as 10.0.0.0/8");
	}

	private static void require(boolean valid, String text, String reason) {
		if (!valid) {
			throw refusal(text, reason);
		}
	}

	private static IllegalArgumentException refusal(String text, String reason) {
		return new IllegalArgumentException("'%s' %s".formatted(text, reason));
	}

	private static long mask(int prefix) {
		return (prefix <= 0) ? 0 : -1L << Math.max(0, Long.SIZE - prefix);
	}

	/**
	 * Returns whether an address can be one host's: not multicast (RFC 5771, RFC 4291
	 * 2.7), unspecified, nor in 0.0.0.0/8 or 240.0.0.0/4, which no host has (RFC 6890).
	 */
	static boolean isOfOneHost(long high, long low) {
		if (Addresses.isIpv4(high, low)) {
			int firstByte = (int) low >>> 24;
			return firstByte > 0 && firstByte < 224;
		}
		return !Addresses.isMulticast(high, low) && (high | low) != 0;
	}

	boolean contains(long high, long low) {
		return (high & this.highMask) == this.high && (low & this.lowMask) == this.low
				&& (this.highMask != 0 || !Addresses.isIpv4(high, low));
	}

}
