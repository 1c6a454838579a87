package io.uppercased.udp.transport.linux;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import io.uppercased.udp.transport.Addresses;

/**
 * The addresses of one datagram, as the kernel writes them: the sender, and a control
 * message with the address of the host that the datagram came to, its packet info. The
 * reply leaves from that address.
 */
final class LinuxAddresses extends Addresses {

	/** Where the control messages are, after the sender. */
	static final int CONTROL = SocketAddresses.SIZE;

	/** Room for SO_TIMESTAMPNS (32 bytes) and IPV6_PKTINFO (40 bytes). */
	static final int CONTROL_SIZE = 72;

	static final int SIZE = CONTROL + CONTROL_SIZE;

	// struct in_pktinfo, ip(7), and struct in6_pktinfo, ipv6(7)
	static final int IPV4_INTERFACE = 0;
	static final int IPV4_LOCAL_ADDRESS = 4;
	static final int IPV4_DESTINATION = 8;
	static final int IPV4_PKTINFO_SIZE = 12;
	static final int IPV6_LOCAL_ADDRESS = 0;
	static final int IPV6_INTERFACE = 16;
	static final int IPV6_PKTINFO_SIZE = 20;

	/** The first ten bits of a link-local address, fe80::/10: RFC 4291, 2.4. */
	private static final long LINK_LOCAL = 0xfe80 >>> 6;

	private final Memory memory;

	private final ByteBuffer bytes;

	private final InetSocketAddress bound;

	/** An IPv6 socket has IPv6 senders only; those with IPv4 are mapped. */
	private boolean ipv6;

	/** Where the packet info is, or {@link ControlMessages#NONE}. */
	private int pktinfo = ControlMessages.NONE;

	/** Uses the beginning of some memory; bound is the address of the socket. */
	LinuxAddresses(Memory memory, InetSocketAddress bound) {
		this.memory = memory;
		this.bytes = memory.bytes();
		this.bound = bound;
	}

	@Override
	protected LinuxAddresses copy() {
		LinuxAddresses copy = new LinuxAddresses(new Memory(MemorySegment.ofArray(new byte[SIZE])), this.bound);
		copy.copyFrom(this);
		return copy;
	}

	@Override
	protected void copyFrom(Addresses other) {
		LinuxAddresses same = (LinuxAddresses) other;
		this.bytes.put(0, same.bytes, 0, SIZE);
		this.ipv6 = same.ipv6;
		this.pktinfo = same.pktinfo;
	}

	/**
	 * Finds the packet info in what was received, and prepares it for the reply: without
	 * the interface, so that routing decides, unless one of the addresses is valid only
	 * on it. If the local address is a broadcast address, the kernel refuses the reply.
	 */
	void received(int controlEnd) {
		this.ipv6 = SocketAddresses.isIpv6(this.bytes);
		this.pktinfo = ControlMessages.find(this.bytes, CONTROL, controlEnd,
				this.ipv6 ? Constants.IPPROTO_IPV6 : Constants.IPPROTO_IP,
				this.ipv6 ? Constants.IPV6_PKTINFO : Constants.IP_PKTINFO, pktinfoSize());
		if (this.pktinfo == ControlMessages.NONE) {
			return;
		}
		if (!isIpv4LinkLocal(sourceHigh(), sourceLow()) && (highBits(localAt()) >>> (Long.SIZE - 10)) != LINK_LOCAL) {
			this.bytes.putInt(this.pktinfo + (this.ipv6 ? IPV6_INTERFACE : IPV4_INTERFACE), 0);
		}
		if (!this.ipv6) {
			// For a broadcast, the kernel's choice is another address; for a datagram
			// that came before the option was set, it is unknown.
			this.bytes.putInt(localAt(), this.bytes.getInt(this.pktinfo + IPV4_DESTINATION));
		}
	}

	/**
	 * Writes the sender and the control messages of a reply into a message's header.
	 * @param segmentSize the size of each reply if the message has several, otherwise 0
	 */
	void putInto(ByteBuffer headers, int at, int segmentSize) {
		boolean found = this.pktinfo != ControlMessages.NONE;
		int control = found ? this.pktinfo - ControlMessages.HEADER_SIZE : CONTROL;
		// With padding, the kernel would have to allocate memory for it.
		int length = found ? ControlMessages.HEADER_SIZE + pktinfoSize() : 0;
		if (segmentSize > 0) {
			length = ControlMessages.putSegmentSize(this.bytes, control, length, segmentSize);
		}
		headers.putLong(at + Mmsghdr.NAME, this.memory.address())
			.putInt(at + Mmsghdr.NAME_LENGTH, SocketAddresses.size(this.ipv6))
			.putLong(at + Mmsghdr.CONTROL, this.memory.address() + control)
			.putLong(at + Mmsghdr.CONTROL_LENGTH, length);
	}

	/** Returns whether both addresses are equal, including their interfaces. */
	boolean matches(LinuxAddresses other) {
		if (!this.memory.matches(0, other.memory, 0, SocketAddresses.SIZE)) {
			return false;
		}
		if (this.pktinfo == ControlMessages.NONE || other.pktinfo == ControlMessages.NONE) {
			return this.pktinfo == other.pktinfo;
		}
		return this.memory.matches(this.pktinfo, other.memory, other.pktinfo, pktinfoSize());
	}

	/**
	 * Returns whether the local address is multicast; an IPv6 reply would come from it.
	 */
	boolean isSentToMulticast() {
		return this.pktinfo != ControlMessages.NONE && isMulticast(highBits(localAt()), lowBits(localAt()));
	}

	@Override
	public InetSocketAddress source() {
		return SocketAddresses.read(this.bytes);
	}

	@Override
	public InetSocketAddress localAddress() {
		if (this.pktinfo == ControlMessages.NONE) {
			return this.bound;
		}
		InetAddress address = SocketAddresses.address(this.bytes, localAt(), this.ipv6,
				this.ipv6 ? this.bytes.getInt(this.pktinfo + IPV6_INTERFACE) : 0);
		return new InetSocketAddress(address, this.bound.getPort());
	}

	@Override
	public int sourcePort() {
		return SocketAddresses.port(this.bytes);
	}

	@Override
	public long sourceHigh() {
		return highBits(sourceAt());
	}

	@Override
	public long sourceLow() {
		return lowBits(sourceAt());
	}

	private int sourceAt() {
		return this.ipv6 ? SocketAddresses.IPV6_ADDRESS : SocketAddresses.IPV4_ADDRESS;
	}

	private int localAt() {
		return this.pktinfo + (this.ipv6 ? IPV6_LOCAL_ADDRESS : IPV4_LOCAL_ADDRESS);
	}

	private long highBits(int at) {
		return this.ipv6 ? Long.reverseBytes(this.bytes.getLong(at)) : 0;
	}

	private long lowBits(int at) {
		return this.ipv6 ? Long.reverseBytes(this.bytes.getLong(at + Long.BYTES))
				: mapped(Integer.reverseBytes(this.bytes.getInt(at)));
	}

	private int pktinfoSize() {
		return this.ipv6 ? IPV6_PKTINFO_SIZE : IPV4_PKTINFO_SIZE;
	}

}
