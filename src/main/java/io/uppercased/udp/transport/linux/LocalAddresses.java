package io.uppercased.udp.transport.linux;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.uppercased.udp.transport.AddressBits;
import io.uppercased.udp.transport.linux.Layouts.Cmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Pktinfo;

/**
 * Reads from a datagram's packet info which address of the host it came to, and makes the
 * reply leave from it. For one socket, and any thread.
 */
final class LocalAddresses {

	/** The first ten bits of a link-local address, fe80::/10: RFC 4291, 2.4. */
	private static final long LINK_LOCAL = 0xfe80 >>> 6;

	private static final int LINK_LOCAL_SHIFT = Long.SIZE - 10;

	private final boolean ipv6;

	private final InetSocketAddress bound;

	private final boolean packetInfo;

	private final long dataSize;

	private final long interfaceOffset;

	/**
	 * Creates an instance for a socket.
	 * @param packetInfo whether its datagrams have packet info; otherwise all came to the
	 * bound address
	 */
	LocalAddresses(boolean ipv6, InetSocketAddress bound, boolean packetInfo) {
		this.ipv6 = ipv6;
		this.bound = bound;
		this.packetInfo = packetInfo;
		this.dataSize = ipv6 ? Pktinfo.IPV6_SIZE : Pktinfo.IPV4_SIZE;
		this.interfaceOffset = ipv6 ? Pktinfo.IPV6_INTERFACE : Pktinfo.IPV4_INTERFACE;
	}

	/**
	 * Finds the packet info, and prepares it for the reply: without the interface, so
	 * that routing decides. If the local address is a broadcast address, the kernel
	 * refuses the reply.
	 * @param keepInterface whether the sender's address is valid only on the interface
	 * that the datagram came by; a link-local local address keeps it, too
	 * @return the offset of its data, or {@link ControlMessages#NONE}
	 */
	long find(Memory memory, long start, long end, boolean keepInterface) {
		long pktinfo = !this.packetInfo ? ControlMessages.NONE
				: ControlMessages.find(memory, start, end, this.ipv6 ? Constants.IPPROTO_IPV6 : Constants.IPPROTO_IP,
						this.ipv6 ? Constants.IPV6_PKTINFO : Constants.IP_PKTINFO, this.dataSize);
		if (pktinfo == ControlMessages.NONE) {
			return pktinfo;
		}
		if (!keepInterface && !(this.ipv6 && high(memory, pktinfo) >>> LINK_LOCAL_SHIFT == LINK_LOCAL)) {
			memory.setInt(pktinfo + this.interfaceOffset, 0);
		}
		if (!this.ipv6) {
			// The kernel's choice is another address for a broadcast, and unknown for a
			// datagram that came before the option was set.
			memory.setInt(pktinfo + Pktinfo.IPV4_LOCAL_ADDRESS, memory.getInt(pktinfo + Pktinfo.IPV4_DESTINATION));
		}
		return pktinfo;
	}

	/**
	 * Returns whether a local address is multicast: an IPv6 socket would reply from it.
	 */
	boolean isMulticast(Memory memory, long pktinfo) {
		return pktinfo != ControlMessages.NONE && AddressBits.isMulticast(high(memory, pktinfo), low(memory, pktinfo));
	}

	/**
	 * Returns the length of the control message without padding: with padding, the kernel
	 * would have to allocate memory for it.
	 */
	long controlLength(long pktinfo) {
		return (pktinfo != ControlMessages.NONE) ? Cmsghdr.SIZE + this.dataSize : 0;
	}

	/** Returns whether two local addresses are equal, including their interfaces. */
	boolean areEqual(Memory one, long onePktinfo, Memory other, long otherPktinfo) {
		if (onePktinfo == ControlMessages.NONE || otherPktinfo == ControlMessages.NONE) {
			return onePktinfo == otherPktinfo;
		}
		return one.matches(onePktinfo, other, otherPktinfo, this.dataSize);
	}

	private long high(Memory memory, long pktinfo) {
		return this.ipv6 ? memory.getNetLong(pktinfo + Pktinfo.IPV6_ADDRESS) : 0;
	}

	private long low(Memory memory, long pktinfo) {
		return this.ipv6 ? memory.getNetLong(pktinfo + Pktinfo.IPV6_ADDRESS + Long.BYTES)
				: AddressBits.mapped(memory.getNetInt(pktinfo + Pktinfo.IPV4_LOCAL_ADDRESS));
	}

	/** Returns the local address, or the bound one without packet info. */
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
