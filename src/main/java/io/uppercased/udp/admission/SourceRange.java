package io.uppercased.udp.admission;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

import io.uppercased.udp.transport.AddressBits;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 2.3), such as
 * {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or one address. An IPv6 block, even
 * {@code ::/0}, holds no IPv4 addresses, unless it is a block of IPv4-mapped addresses.
 */
public final class SourceRange {

	private static final int IPV4_BITS = 32;

	private static final int IPV6_BITS = 128;

	/** The length of the prefix that all IPv4-mapped addresses share. */
	private static final int MAPPED_PREFIX = IPV6_BITS - IPV4_BITS;

	private final String text;

	private final long high;

	private final long low;

	private final long highMask;

	private final long lowMask;

	private final boolean ipv4;

	/**
	 * Creates a block, and refuses one that is probably a mistake.
	 */
	private SourceRange(String text, InetAddress address, int prefix) {
		ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
		// An IPv4-mapped address is IPv4 to the JDK.
		boolean isIpv4 = address instanceof Inet4Address;
		this.text = text;
		this.high = isIpv4 ? 0 : bytes.getLong(0);
		this.low = isIpv4 ? AddressBits.mapped(bytes.getInt(0)) : bytes.getLong(Long.BYTES);
		this.highMask = mask(prefix);
		this.lowMask = mask(prefix - Long.SIZE);
		this.ipv4 = isIpv4 && prefix >= MAPPED_PREFIX;
		if (prefix > 0 && prefix < MAPPED_PREFIX && (this.high & this.highMask) == 0
				&& ((AddressBits.mapped(0) ^ this.low) & this.lowMask) == 0) {
			throw refusal(text, "holds the IPv4-mapped addresses and others; "
					+ "write a block of IPv4 addresses by itself, such as 0.0.0.0/0");
		}
		if ((this.high & ~this.highMask) != 0 || (this.low & ~this.lowMask) != 0) {
			throw refusal(text, "has bits set behind its prefix; write the first address of the block, "
					+ "or none but %s".formatted(text.substring(0, text.indexOf('/'))));
		}
		boolean all = prefix == (isIpv4 ? MAPPED_PREFIX : 0);
		if (!all && !isOfOneHost(this.high, this.low)
				&& !isOfOneHost(this.high | ~this.highMask, this.low | ~this.lowMask)) {
			throw refusal(text, "holds no address of a sender; 0.0.0.0/0 is all of IPv4, and ::/0 all of IPv6");
		}
	}

	/**
	 * Reads a block.
	 * @param text an address, or an address and the length of a prefix
	 * @return the block
	 * @throws IllegalArgumentException if it is neither, or probably a mistake; its
	 * message is for the author
	 */
	public static SourceRange valueOf(String text) {
		String[] parts = text.split("/", 2);
		InetAddress address = address(text, parts[0]);
		int bits = (parts[0].indexOf(':') >= 0) ? IPV6_BITS : IPV4_BITS;
		int length = (parts.length == 1) ? bits : length(text, parts[1], bits);
		return new SourceRange(text, address, IPV6_BITS - bits + length);
	}

	/**
	 * Returns whether an address can be one host's: not multicast (RFC 5771, RFC 4291
	 * 2.7), unspecified, nor in 0.0.0.0/8 or 240.0.0.0/4, which no host has (RFC 6890).
	 */
	static boolean isOfOneHost(long high, long low) {
		if (AddressBits.isIpv4(high, low)) {
			int firstByte = (int) low >>> 24;
			return firstByte > 0 && firstByte < 224;
		}
		return !AddressBits.isMulticast(high, low) && (high | low) != 0;
	}

	private static InetAddress address(String text, String literal) {
		if (literal.indexOf('%') >= 0) {
			throw refusal(text, "has a zone, which no source is told by; leave out what begins with %");
		}
		try {
			InetAddress address = InetAddress.ofLiteral(literal);
			// The JDK also accepts fewer than four numbers.
			if (literal.indexOf(':') >= 0 || literal.equals(address.getHostAddress())) {
				return address;
			}
		}
		catch (IllegalArgumentException ex) {
			// As below.
		}
		throw refusal(text, "is not an address or a block such as 10.0.0.0/8");
	}

	private static int length(String text, String length, int bits) {
		if (length.indexOf('.') >= 0 || length.indexOf(':') >= 0) {
			throw refusal(text, "has a mask in place of the length of a prefix; "
					+ "10.0.0.0 with the mask 255.0.0.0 is 10.0.0.0/8");
		}
		if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > bits) {
			throw refusal(text, "is not a block: its prefix is 0 to %d bits long".formatted(bits));
		}
		return Integer.parseInt(length);
	}

	private static IllegalArgumentException refusal(String text, String reason) {
		return new IllegalArgumentException("'%s' %s".formatted(text, reason));
	}

	private static long mask(int prefix) {
		return (prefix <= 0) ? 0 : -1L << Math.max(0, Long.SIZE - prefix);
	}

	/**
	 * Returns whether an address, as {@link AddressBits}, is in this block.
	 */
	boolean contains(long high, long low) {
		return (high & this.highMask) == this.high && (low & this.lowMask) == this.low
				&& AddressBits.isIpv4(high, low) == this.ipv4;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
