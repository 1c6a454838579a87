package io.uppercased.udp.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

import io.uppercased.udp.transform.Exchange;

/**
 * The addresses of one datagram. As numbers, an IPv6 address is its first and its last 8
 * bytes in network order. An IPv4 address is IPv4-mapped, {@code ::ffff:a.b.c.d}: its
 * first 8 bytes are 0.
 */
public abstract class Addresses implements Exchange {

	/** RFC 4291, 2.5.5.2. */
	private static final long IPV4_MAPPED = 0xffffL << Integer.SIZE;

	private static final long UPPER_HALF = -1L << Integer.SIZE;

	/** Returns the sender's port, without decoding its address. */
	public abstract int sourcePort();

	/** Returns the first half of the sender's address. */
	public abstract long sourceHigh();

	/** Returns the last half of the sender's address. */
	public abstract long sourceLow();

	/**
	 * Returns the sender's key. IPv6: the first 64 bits, because one customer has a
	 * subnet of that size. IPv4: 32 one bits and the address. No IPv6 sender begins with
	 * these bits, only multicast addresses.
	 */
	public final long sender() {
		long high = sourceHigh();
		long low = sourceLow();
		return isIpv4(high, low) ? UPPER_HALF | low : high;
	}

	/** Returns a copy, for any thread. */
	protected abstract Addresses copy();

	/**
	 * Takes over the addresses of a {@link #copy()}, of the same socket.
	 * @throws IllegalStateException if the socket is closed, and its memory is freed
	 */
	protected abstract void copyFrom(Addresses other);

	/** Returns the first half of an address. */
	public static long high(InetAddress address) {
		return (address instanceof Inet4Address) ? 0 : ByteBuffer.wrap(address.getAddress()).getLong(0);
	}

	/** Returns the last half of an address. */
	public static long low(InetAddress address) {
		ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
		return (address instanceof Inet4Address) ? mapped(bytes.getInt(0)) : bytes.getLong(Long.BYTES);
	}

	/** Returns the last half of an IPv4 address. */
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

	/** Returns whether the lower half of a sender's key is an IPv4 address. */
	public static boolean isIpv4Sender(long sender) {
		return (sender & UPPER_HALF) == UPPER_HALF;
	}

}
