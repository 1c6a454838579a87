package io.uppercased.flow;

/**
 * Tells kinds of addresses apart from their 16 bytes, as
 * {@link io.uppercased.transport.Datagram#sourceHighBits()} and its like give them.
 */
final class SourceAddress {

	private static final long IPV4_MAPPED = 0xffff;

	private SourceAddress() {
	}

	/**
	 * Returns whether an address is of one host: neither multicast (RFC 5771, RFC 4291
	 * 2.7) nor broadcast (RFC 919) nor unspecified.
	 * @param high the first 8 bytes
	 * @param low the last 8 bytes, an IPv4 address being IPv4-mapped
	 * @return whether it can be one sender's
	 */
	static boolean isUnicast(long high, long low) {
		if (isIpv4(high, low)) {
			int ipv4 = (int) low;
			return ipv4 != 0 && ipv4 != 0xffffffff && (ipv4 >>> 28) != 0xe;
		}
		return (high >>> 56) != 0xff && (high | low) != 0;
	}

	static boolean isIpv4(long high, long low) {
		return high == 0 && (low >>> Integer.SIZE) == IPV4_MAPPED;
	}

}
