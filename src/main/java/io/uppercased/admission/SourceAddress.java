package io.uppercased.admission;

import io.uppercased.transport.Datagram;

/**
 * Tells kinds of addresses apart from their 16 bytes, as
 * {@link Datagram#sourceHighBits()} and its like give them.
 */
final class SourceAddress {

	private SourceAddress() {
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
		if (Datagram.isIpv4(high, low)) {
			int firstByte = (int) low >>> 24;
			return firstByte > 0 && firstByte < 224;
		}
		return (high >>> 56) != 0xff && (high | low) != 0;
	}

}
