package io.uppercased.udp.transport;

/**
 * IPv6 addresses as two numbers, the first and the last 8 bytes in network order. An IPv4
 * address is IPv4-mapped, {@code ::ffff:a.b.c.d}: its first 8 bytes are 0.
 */
public final class AddressBits {

	/** RFC 4291, 2.5.5.2. */
	private static final long IPV4_MAPPED = 0xffffL << Integer.SIZE;

	private static final long UPPER_HALF = -1L << Integer.SIZE;

	private AddressBits() {
	}

	/** Returns the last 8 bytes of an IPv4 address. */
	public static long mapped(int ipv4) {
		return IPV4_MAPPED | Integer.toUnsignedLong(ipv4);
	}

	public static boolean isIpv4(long high, long low) {
		return high == 0 && (low & UPPER_HALF) == IPV4_MAPPED;
	}

	/** Returns whether an address is in 224.0.0.0/4 or ff00::/8. */
	public static boolean isMulticast(long high, long low) {
		return isIpv4(high, low) ? (low & 0xf000_0000L) == 0xe000_0000L : high >>> 56 == 0xff;
	}

	/** Returns whether an address is in 169.254.0.0/16. */
	public static boolean isIpv4LinkLocal(long high, long low) {
		return isIpv4(high, low) && (low & 0xffff_0000L) == 0xa9fe_0000L;
	}

	/**
	 * Returns the key of a sender. IPv6: the first 64 bits, because one customer has a
	 * subnet of that size. IPv4: 32 one bits and the address. No IPv6 sender begins with
	 * these bits, only multicast addresses.
	 */
	static long sender(long high, long low) {
		return isIpv4(high, low) ? UPPER_HALF | low : high;
	}

	/** Returns whether the lower half of a sender's key is an IPv4 address. */
	public static boolean isIpv4Sender(long sender) {
		return (sender & UPPER_HALF) == UPPER_HALF;
	}

}
