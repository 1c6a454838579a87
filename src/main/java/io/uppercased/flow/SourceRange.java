package io.uppercased.flow;

import java.nio.ByteBuffer;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;

/**
 * A block of addresses in CIDR notation, such as {@code 10.0.0.0/8} or
 * {@code 2001:db8::/32}, or one address. An IPv6 block holds no IPv4 addresses, not even
 * IPv4-mapped.
 */
public final class SourceRange {

	private static final IPAddressStringParameters CIDR = new IPAddressStringParameters.Builder().allowEmpty(false)
		.allowAll(false)
		.allowSingleSegment(false)
		.setRangeOptions(RangeParameters.NO_RANGE)
		.getIPv4AddressParametersBuilder()
		.allow_inet_aton(false)
		.getParentBuilder()
		.toParams();

	private static final int IPV4_PREFIX = 96;

	private final long high;

	private final long low;

	private final long highMask;

	private final long lowMask;

	private final boolean ipv4;

	private final String text;

	private SourceRange(String text, byte[] address, int prefix) {
		this.text = text;
		this.highMask = mask(prefix);
		this.lowMask = mask(prefix - Long.SIZE);
		this.high = ByteBuffer.wrap(address).getLong(0) & this.highMask;
		this.low = ByteBuffer.wrap(address).getLong(Long.BYTES) & this.lowMask;
		this.ipv4 = prefix >= IPV4_PREFIX && SourceAddress.isIpv4(this.high, this.low);
	}

	/**
	 * Reads a block.
	 * @param text an address, or one and the length of a prefix
	 * @return the block
	 * @throws IllegalArgumentException if it is neither
	 */
	public static SourceRange valueOf(String text) {
		try {
			IPAddress address = new IPAddressString(text, CIDR).toAddress();
			boolean ipv4 = address.isIPv4();
			Integer prefix = address.getNetworkPrefixLength();
			int bits = (prefix != null) ? prefix : address.getBitCount();
			IPAddress ipv6 = ipv4 ? address.toIPv4().getIPv4MappedAddress() : address;
			return new SourceRange(text, ipv6.getLower().getBytes(), ipv4 ? IPV4_PREFIX + bits : bits);
		}
		catch (AddressStringException ex) {
			throw new IllegalArgumentException("not an address or a block such as 10.0.0.0/8: " + text, ex);
		}
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
				&& SourceAddress.isIpv4(high, low) == this.ipv4;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
