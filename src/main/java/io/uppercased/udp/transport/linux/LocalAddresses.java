package io.uppercased.udp.transport.linux;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.uppercased.udp.transport.AddressBits;
import io.uppercased.udp.transport.linux.Layouts.Cmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Pktinfo;

/**
 * Reads from the kernel's control message which address a datagram came to, and makes the
 * reply leave from it. For one socket, and any thread.
 */
final class LocalAddresses {

	/** The first ten bits of a link-local address, fe80::/10: RFC 4291, 2.4. */
	private static final long LINK_LOCAL = 0xfe80 >>> 6;

	private static final int LINK_LOCAL_SHIFT = Long.SIZE - 10;

	private final int level;

	private final int type;

	private final boolean ipv6;

	private final long dataSize;

	private final long interfaceOffset;

	private final InetSocketAddress bound;

	private final boolean packetInfo;

	/**
	 * Creates an instance for a socket.
	 * @param bound the address that the socket is bound to
	 * @param packetInfo whether a datagram's address may be another one
	 */
	LocalAddresses(boolean ipv6, InetSocketAddress bound, boolean packetInfo) {
		this.ipv6 = ipv6;
		this.level = ipv6 ? Constants.IPPROTO_IPV6 : Constants.IPPROTO_IP;
		this.type = ipv6 ? Constants.IPV6_PKTINFO : Constants.IP_PKTINFO;
		this.dataSize = ipv6 ? Pktinfo.IPV6_SIZE : Pktinfo.IPV4_SIZE;
		this.interfaceOffset = ipv6 ? Pktinfo.IPV6_INTERFACE : Pktinfo.IPV4_INTERFACE;
		this.bound = bound;
		this.packetInfo = packetInfo;
	}

	/**
	 * Finds the local address in a datagram's control messages, and prepares it for the
	 * reply: without the interface, so that routing decides. If it is a broadcast
	 * address, the kernel refuses the reply.
	 * @param keepInterface whether the reply leaves by the interface that the datagram
	 * came by, because the sender's address is valid there only; it also does if the
	 * local address is link-local
	 * @return where it is, or {@link ControlMessages#NONE}
	 */
	long find(Memory memory, long start, long end, boolean keepInterface) {
		if (!this.packetInfo) {
			return ControlMessages.NONE;
		}
		long pktinfo = ControlMessages.find(memory, start, end, this.level, this.type, this.dataSize);
		if (pktinfo != ControlMessages.NONE && !keepInterface && !isLinkLocal(memory, pktinfo)) {
			memory.setInt(pktinfo + this.interfaceOffset, 0);
		}
		// Not the address that IPv4 suggests for a reply: it hides a broadcast
		// destination,
		// and is unknown if the datagram came before the socket had the option.
		if (!this.ipv6 && pktinfo != ControlMessages.NONE) {
			memory.setInt(pktinfo + Pktinfo.IPV4_LOCAL_ADDRESS, memory.getInt(pktinfo + Pktinfo.IPV4_DESTINATION));
		}
		return pktinfo;
	}

	private boolean isLinkLocal(Memory memory, long pktinfo) {
		return this.ipv6 && high(memory, pktinfo) >>> LINK_LOCAL_SHIFT == LINK_LOCAL;
	}

	/**
	 * Returns whether a local address is multicast. The kernel lets an IPv6 socket reply
	 * from it.
	 */
	boolean isMulticast(Memory memory, long pktinfo) {
		return pktinfo != ControlMessages.NONE && AddressBits.isMulticast(high(memory, pktinfo), low(memory, pktinfo));
	}

	/**
	 * Returns how long the control message with a local address is, without padding: the
	 * kernel has room for this much on its stack, and allocates memory for more.
	 */
	long controlLength(long pktinfo) {
		return (pktinfo != ControlMessages.NONE) ? Cmsghdr.SIZE + this.dataSize : 0;
	}

	/** Returns whether two local addresses are equal, including their interfaces. */
	boolean areEqual(Memory one, long onePktinfo, Memory other, long otherPktinfo) {
		if (onePktinfo == ControlMessages.NONE || otherPktinfo == ControlMessages.NONE) {
			return onePktinfo == otherPktinfo;
		}
		return high(one, onePktinfo) == high(other, otherPktinfo) && low(one, onePktinfo) == low(other, otherPktinfo)
				&& one.getInt(onePktinfo + this.interfaceOffset) == other.getInt(otherPktinfo + this.interfaceOffset);
	}

	private long high(Memory memory, long pktinfo) {
		return this.ipv6 ? memory.getNetLong(pktinfo + Pktinfo.IPV6_ADDRESS) : 0;
	}

	private long low(Memory memory, long pktinfo) {
		return this.ipv6 ? memory.getNetLong(pktinfo + Pktinfo.IPV6_ADDRESS + Long.BYTES)
				: AddressBits.mapped(memory.getNetInt(pktinfo + Pktinfo.IPV4_LOCAL_ADDRESS));
	}

	/** Returns the local address, or the bound one if unknown, and the bound port. */
	InetSocketAddress decode(Memory memory, long pktinfo) {
		if (pktinfo == ControlMessages.NONE) {
			return this.bound;
		}
		InetAddress address = this.ipv6
				? SocketAddresses.address(memory, pktinfo + Pktinfo.IPV6_ADDRESS, 16,
						memory.getInt(pktinfo + this.interfaceOffset))
				: SocketAddresses.address(memory, pktinfo + Pktinfo.IPV4_LOCAL_ADDRESS, 4, 0);
		return new InetSocketAddress(address, this.bound.getPort());
	}

}
