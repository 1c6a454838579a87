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

	private final boolean packetInfo;

	private final boolean segmentation;

	private final InetSocketAddress localAddress;

	private final int receiveBuffer;

	private boolean closed;

	private long drops;

	LinuxSocket(Descriptor descriptor, short family, boolean inherited, boolean packetInfo, boolean segmentation)
			throws IOException {
		this.descriptor = descriptor;
		this.family = family;
		this.inherited = inherited;
		this.packetInfo = packetInfo;
		this.segmentation = segmentation;
		this.localAddress = descriptor.localAddress();
		this.receiveBuffer = receiveBuffer(descriptor);
	}

	/** The kernel doubles what is requested, for its overhead: socket(7). */
	static int receiveBuffer(Descriptor descriptor) throws IOException {
		return descriptor.readOption(Constants.SO_RCVBUF) / 2;
	}

	int descriptor() {
		return this.descriptor.number();
	}

	boolean isInherited() {
		return this.inherited;
	}

	/** Returns whether datagrams have packet info, which their replies need. */
	boolean usesPacketInfo() {
		return this.packetInfo;
	}

	/** Returns whether the kernel divides messages into datagrams: udp(7), Linux 4.18. */
	boolean canSegment() {
		return this.segmentation;
	}

	LocalAddresses localAddresses() {
		return new LocalAddresses(this.family == Constants.AF_INET6, this.localAddress, this.packetInfo);
	}

	InetSocketAddress localAddress() {
		return this.localAddress;
	}

	int receiveBuffer() {
		return this.receiveBuffer;
	}

	/** Returns whether the kernel reports what it dropped. Sandboxes may refuse it. */
	synchronized boolean countsDrops() {
		return memoryInfo(Constants.SK_MEMINFO_DROPS, -1) != -1;
	}

	/**
	 * Returns how much of the receive buffer is used, including the kernel's overhead.
	 */
	synchronized long queuedBytes() {
		return Integer.toUnsignedLong(memoryInfo(Constants.SK_MEMINFO_RMEM_ALLOC, 0));
	}

	/**
	 * Returns how many datagrams the kernel dropped since the socket was opened, because
	 * the buffer was full or a checksum was wrong. The kernel's count wraps at 2^32.
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
	 * Queued datagrams stay, and replies with a destination are sent as before. If
	 * connect fails (no loopback), a filter drops and counts new datagrams. Does nothing
	 * to an inherited socket, because the next process continues to serve it.
	 */
	synchronized void stopAccepting() throws IOException {
		Stream<InetAddress> ownAddresses = Stream.of(this.localAddress.getAddress(), IPV6_LOOPBACK, IPV4_LOOPBACK);
		if (!this.closed && !this.inherited && ownAddresses.noneMatch(this::connectsTo)) {
			this.descriptor.attachFilterThatDropsAll();
		}
	}

	private boolean connectsTo(InetAddress own) {
		return !own.isAnyLocalAddress() && (this.family == Constants.AF_INET6 || own instanceof Inet4Address)
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

	/** Closes the descriptor, unless it is inherited: the next start uses it again. */
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
