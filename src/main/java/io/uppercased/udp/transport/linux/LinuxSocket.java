package io.uppercased.udp.transport.linux;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Stream;

/**
 * A bound UDP socket, opened or inherited, which any thread can query, shut down and
 * close. The transport receives and sends.
 */
final class LinuxSocket implements Closeable {

	private static final InetAddress IPV6_LOOPBACK = InetAddress.ofLiteral("::1");

	private static final InetAddress IPV4_LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

	private final Descriptor descriptor;

	private final short family;

	private final boolean inherited;

	private final InetSocketAddress localAddress;

	private final int receiveBuffer;

	private final boolean countsDrops;

	private final boolean segmentation;

	private final boolean packetInfo;

	private boolean closed;

	private long drops;

	LinuxSocket(Descriptor descriptor, short family, boolean inherited, boolean segmentation) throws IOException {
		this.descriptor = descriptor;
		this.family = family;
		this.inherited = inherited;
		this.localAddress = descriptor.localAddress();
		this.receiveBuffer = receiveBuffer(descriptor);
		this.countsDrops = countsDrops(descriptor);
		this.packetInfo = needsPacketInfo(this.localAddress.getAddress());
		if (!this.packetInfo) {
			SocketSetup.requestPacketInfo(descriptor, family, false);
		}
		this.segmentation = segmentation && descriptor.trySetOption(Constants.IPPROTO_UDP, Constants.UDP_SEGMENT, 0);
		if (isIpv6()) {
			// After the socket is bound, because its own address must be one of this
			// host.
			descriptor.trySetOption(Constants.IPPROTO_IPV6, Constants.IPV6_FREEBIND, 1);
		}
	}

	/**
	 * Returns whether replies need what a datagram's packet info contains. A socket that
	 * is bound to one unicast address receives only what was sent to it, and the kernel
	 * replies from it; a link-local address needs the interface, too.
	 */
	private static boolean needsPacketInfo(InetAddress address) {
		return address.isAnyLocalAddress() || address.isMulticastAddress() || address.isLinkLocalAddress()
				|| (address instanceof Inet4Address && SocketSetup.isBroadcast(address));
	}

	private static boolean countsDrops(Descriptor descriptor) {
		try {
			descriptor.readOption(Constants.SO_MEMINFO, Constants.SK_MEMINFO_VARS, Constants.SK_MEMINFO_DROPS);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	// The kernel doubles what is requested, for its own overhead: socket(7).
	static int receiveBuffer(Descriptor descriptor) throws IOException {
		return descriptor.readOption(Constants.SO_RCVBUF) / 2;
	}

	int descriptor() {
		return this.descriptor.number();
	}

	boolean isIpv6() {
		return this.family == Constants.AF_INET6;
	}

	boolean isInherited() {
		return this.inherited;
	}

	/**
	 * Returns whether the kernel may cut a message into several datagrams: udp(7), since
	 * Linux 4.18.
	 */
	boolean canSegment() {
		return this.segmentation;
	}

	/**
	 * Returns whether the kernel reports what it dropped, which sandboxes may refuse.
	 */
	boolean countsDrops() {
		return this.countsDrops;
	}

	/**
	 * Returns whether datagrams come with packet info, which their replies need.
	 */
	boolean usesPacketInfo() {
		return this.packetInfo;
	}

	InetSocketAddress localAddress() {
		return this.localAddress;
	}

	int receiveBuffer() {
		return this.receiveBuffer;
	}

	/**
	 * Returns how many bytes of the receive buffer are in use, including the kernel's
	 * overhead for each datagram.
	 */
	synchronized long queuedBytes() {
		return Integer.toUnsignedLong(memoryInfo(Constants.SK_MEMINFO_RMEM_ALLOC, 0));
	}

	/**
	 * Returns how many datagrams the kernel dropped since the socket was opened, because
	 * the buffer was full or a checksum was wrong. The kernel's own count wraps at 2^32.
	 */
	synchronized long drops() {
		int known = (int) this.drops;
		this.drops += Integer.toUnsignedLong(memoryInfo(Constants.SK_MEMINFO_DROPS, known) - known);
		return this.drops;
	}

	private int memoryInfo(int index, int ifUnknown) {
		try {
			return this.closed ? ifUnknown
					: this.descriptor.readOption(Constants.SO_MEMINFO, Constants.SK_MEMINFO_VARS, index);
		}
		catch (IOException ex) {
			return ifUnknown;
		}
	}

	/**
	 * Leaves the port: connected to itself, the socket receives nothing from others. New
	 * datagrams go to the other sockets of the port, or are refused if there are none.
	 * What waits already stays, and replies with a destination are sent as before. If
	 * connect fails (no loopback), a filter drops and counts new datagrams.
	 */
	synchronized void stopAccepting() throws IOException {
		if (this.closed) {
			return;
		}
		if (Stream.of(this.localAddress.getAddress(), IPV6_LOOPBACK, IPV4_LOOPBACK).noneMatch(this::connectsTo)) {
			this.descriptor.attachFilterThatDropsAll();
		}
	}

	private boolean connectsTo(InetAddress own) {
		return !own.isAnyLocalAddress() && (isIpv6() || own instanceof Inet4Address)
				&& this.descriptor.connect(own, this.localAddress.getPort(), this.family) == 0;
	}

	/**
	 * Wakes a thread that waits in a receive, and lets no other wait. Does nothing to an
	 * inherited socket, because other processes may have it; there a receive times out.
	 */
	synchronized void shutdown() {
		if (!this.closed && !this.inherited) {
			this.descriptor.shutdown(Constants.SHUT_RDWR);
		}
	}

	/**
	 * Closes the descriptor. An inherited one stays open for the next start in this
	 * process.
	 */
	@Override
	public synchronized void close() {
		if (!this.closed) {
			drops();
			this.closed = true;
			if (!this.inherited) {
				this.descriptor.close();
			}
		}
	}

}
