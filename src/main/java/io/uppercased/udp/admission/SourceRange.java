package io.uppercased.udp.admission;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

import io.uppercased.udp.transport.AddressBits;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 2.3), such as
 * {@code 10.0.0.0/8} or {@code 2001:db8::/32}, or one address. An IPv6 block holds no
 * IPv4 addresses, {@code ::/0} not either, unless it is one of IPv4-mapped addresses.
 */
public final class SourceRange {

	private static final int IPV4_BITS = 32;

	private static final int IPV6_BITS = 128;

	/** The length of the prefix that all IPv4-mapped addresses share. */
	private static final int MAPPED_PREFIX = IPV6_BITS - IPV4_BITS;

	private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

	private final long high;

	private final long low;

	private final long highMask;

	private final long lowMask;

	private final boolean ipv4;

	private final String text;

	private SourceRange(String text, long high, long low, int prefix) {
		this.text = text;
		this.highMask = mask(prefix);
		this.lowMask = mask(prefix - Long.SIZE);
		this.high = high & this.highMask;
		this.low = low & this.lowMask;
		this.ipv4 = prefix >= MAPPED_PREFIX && AddressBits.isIpv4(high, low);
	}

	/**
	 * Reads a block, and refuses one that its author can hardly have meant.
	 * @param text an address, or one and the length of a prefix
	 * @return the block
	 * @throws IllegalArgumentException if it is neither; its message says what is wrong
	 */
	public static SourceRange valueOf(String text) {
		String[] parts = text.split("/", 2);
		InetAddress address = address(text, parts[0]);
		boolean ipv6Form = parts[0].indexOf(':') >= 0;
		int prefix = (parts.length == 1) ? IPV6_BITS
				: (ipv6Form ? 0 : MAPPED_PREFIX) + length(text, parts[1], ipv6Form ? IPV6_BITS : IPV4_BITS);
		ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
		// An IPv4-mapped address is IPv4 to the JDK.
		boolean ipv4 = address instanceof Inet4Address;
		long high = ipv4 ? 0 : bytes.getLong(0);
		long low = ipv4 ? AddressBits.mapped(bytes.getInt(0)) : bytes.getLong(Long.BYTES);
		SourceRange range = new SourceRange(text, high, low, prefix);
		if (prefix > 0 && prefix < MAPPED_PREFIX && (AddressBits.mapped(0) & range.lowMask) == range.low
				&& range.high == 0) {
			throw refusal(text, "holds the IPv4-mapped addresses and others; "
					+ "write a block of IPv4 addresses by itself, such as 0.0.0.0/0");
		}
		if (high != range.high || low != range.low) {
			throw refusal(text, "has bits set behind its prefix; write the first address of the block, "
					+ "or none but %s".formatted(parts[0]));
		}
		boolean all = prefix == (ipv4 ? MAPPED_PREFIX : 0);
		if (!all && !isOfOneHost(high, low) && !isOfOneHost(high | ~range.highMask, low | ~range.lowMask)) {
			throw refusal(text, "holds no address of a sender; 0.0.0.0/0 is all of IPv4, and ::/0 all of IPv6");
		}
		return range;
	}

	/**
	 * Returns whether an address can be one host's: not multicast (RFC 5771, RFC 4291
	 * 2.7), unspecified, nor of the blocks 0.0.0.0/8 and 240.0.0.0/4, the broadcast
	 * address included, which are nobody's (RFC 6890).
	 * @param high the first 8 bytes
	 * @param low the last 8 bytes, an IPv4 address being IPv4-mapped
	 * @return whether it can be
	 */
	static boolean isOfOneHost(long high, long low) {
		if (AddressBits.isIpv4(high, low)) {
			int firstByte = (int) low >>> 24;
			return firstByte > 0 && firstByte < 224;
		}
		return (high >>> 56) != 0xff && (high | low) != 0;
	}

	private static InetAddress address(String text, String literal) {
		if (literal.indexOf('%') >= 0) {
			throw refusal(text, "has a zone, which no source is told by; leave out what begins with %");
		}
		try {
			InetAddress address = InetAddress.ofLiteral(literal);
			// The JDK takes fewer than four numbers, too.
			if (literal.indexOf(':') >= 0 || literal.equals(address.getHostAddress())) {
				return address;
			}
		}
		catch (IllegalArgumentException ex) {
			// Said below.
		}
		throw refusal(text, "is not an address or a block such as 10.0.0.0/8");
	}

	private static int length(String text, String length, int bits) {
		if (length.indexOf('.') >= 0 || length.indexOf(':') >= 0) {
			throw refusal(text, "has a mask in place of the length of a prefix; "
					+ "10.0.0.0 with the mask 255.0.0.0 is 10.0.0.0/8");
		}
		if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > bits) {
			throw refusal(text, "is not a block: its prefix is 0 to %d bits long".formatted(bits));
		}
		return Integer.parseInt(length);
	}

	private static IllegalArgumentException refusal(String text, String reason) {
		return new IllegalArgumentException("'%s' %s".formatted(text, reason));
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
				&& AddressBits.isIpv4(high, low) == this.ipv4;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
