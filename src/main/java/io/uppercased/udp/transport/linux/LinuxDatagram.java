package io.uppercased.udp.transport.linux;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.time.Instant;

import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transport.AddressBits;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.linux.Layouts.Cmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Iovec;
import io.uppercased.udp.transport.linux.Layouts.Mmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Sockaddr;

/**
 * A datagram in native memory: the sender's address, the control messages, the vector of
 * the payload, and the payload. The sender is decoded on request.
 */
final class LinuxDatagram extends Datagram {

	/**
	 * The largest reply that is sent in one message with others: an Ethernet frame of
	 * 1500 bytes without the headers of IPv6 and UDP. If the path allows less, the kernel
	 * refuses, and the replies are sent one by one.
	 */
	static final int MAX_SEGMENT = 1500 - 40 - 8;

	private static final long CONTROL = Sockaddr.SIZE;

	/** Room for SO_TIMESTAMPNS (32 bytes) and IPV6_PKTINFO (40 bytes). */
	private static final long CONTROL_SIZE = 72;

	/** Room for UDP_SEGMENT, which is appended for sending. */
	private static final long SEGMENT_SIZE = 24;

	/** The size of the sender's address and the received control messages. */
	private static final long ADDRESSES = CONTROL + CONTROL_SIZE;

	private static final long VECTOR = ADDRESSES + SEGMENT_SIZE;

	private static final long PAYLOAD = VECTOR + Iovec.SIZE;

	/**
	 * The size of its memory: an odd number of cache lines, so that not all datagrams
	 * begin in the same set of the processor's cache.
	 */
	static final long SIZE = 1027 * 64;

	private final Memory memory;

	private final Memory header;

	private final int maxPayload;

	private final LocalAddresses localAddresses;

	/** Where the packet info is, or {@link ControlMessages#NONE}. */
	private long pktinfo;

	/**
	 * Creates a datagram.
	 * @param memory its memory, of {@link #SIZE} bytes
	 * @param header the {@code struct mmsghdr} that it is received with
	 */
	LinuxDatagram(Memory memory, Memory header, int maxPayload, LocalAddresses localAddresses) {
		super(memory.segment().asSlice(PAYLOAD).asByteBuffer());
		this.memory = memory;
		this.header = header;
		this.maxPayload = maxPayload;
		this.localAddresses = localAddresses;
		Iovec.set(memory, VECTOR, memory.address() + PAYLOAD, maxPayload);
		header.setLong(Mmsghdr.NAME, memory.address());
		header.setLong(Mmsghdr.CONTROL, memory.address() + CONTROL);
		Mmsghdr.setVectors(header, 0, memory.address() + VECTOR, 1);
	}

	/**
	 * Sets the sizes in the header that a receive overwrites.
	 * @param control whether to receive control messages, which the kernel has to copy
	 */
	void prepareToReceive(boolean control) {
		this.header.setInt(Mmsghdr.NAME_LENGTH, (int) Sockaddr.SIZE);
		this.header.setLong(Mmsghdr.CONTROL_LENGTH, control ? CONTROL_SIZE : 0);
	}

	/**
	 * Begins with what a receive has written into the memory.
	 * @return whether there is a sender, which there is not if the socket was shut down
	 */
	boolean received() {
		if (this.header.getInt(Mmsghdr.NAME_LENGTH) == 0) {
			return false;
		}
		int bytes = this.header.getInt(Mmsghdr.LENGTH);
		received(Math.min(bytes, this.maxPayload), bytes);
		this.pktinfo = this.localAddresses.find(this.memory, CONTROL, controlEnd(),
				AddressBits.isIpv4LinkLocal(sourceHighBits(), sourceLowBits()));
		if (this.localAddresses.isMulticast(this.memory, this.pktinfo)) {
			drop(DropReason.REFUSED_SOURCE);
		}
		else if (bytes > this.maxPayload) {
			drop(DropReason.OVERSIZE);
		}
		return true;
	}

	@Override
	protected Exchange copyAddresses() {
		Memory copy = new Memory(MemorySegment.ofArray(new byte[(int) ADDRESSES]));
		copy.copyFrom(this.memory, ADDRESSES);
		return new Addresses(copy, this.header.getInt(Mmsghdr.NAME_LENGTH), this.pktinfo, this.localAddresses);
	}

	@Override
	protected void restoreAddresses(Exchange addresses) {
		Addresses copy = (Addresses) addresses;
		this.memory.copyFrom(copy.memory(), ADDRESSES);
		this.header.setInt(Mmsghdr.NAME_LENGTH, copy.nameLength());
		this.pktinfo = copy.pktinfo();
	}

	private long controlEnd() {
		return CONTROL + Math.min(CONTROL_SIZE, this.header.getLong(Mmsghdr.CONTROL_LENGTH));
	}

	/** Returns {@link ControlMessages#ageNanos}. */
	long ageNanos(Instant now) {
		return ControlMessages.ageNanos(this.memory, CONTROL, controlEnd(), now);
	}

	/**
	 * Returns whether one message can contain this reply and that to another datagram.
	 * The kernel divides it into datagrams of equal size: udp(7), UDP_SEGMENT.
	 */
	boolean canGoWith(LinuxDatagram other) {
		int length = reply().remaining();
		return length > 0 && length <= MAX_SEGMENT && length == other.reply().remaining()
				&& this.memory.matches(0, other.memory, 0, Sockaddr.SIZE)
				&& this.localAddresses.areEqual(this.memory, this.pktinfo, other.memory, other.pktinfo);
	}

	void putReply(Memory vectors, long vector) {
		Iovec.set(vectors, vector, this.memory.address() + PAYLOAD + reply().position(), reply().remaining());
	}

	/**
	 * Writes the address and the control messages of a message that begins with this
	 * reply into its header.
	 * @param replies how many replies of the same size the message has
	 */
	void putAddresses(Memory headers, long at, int replies) {
		long control = (this.pktinfo != ControlMessages.NONE) ? this.pktinfo - Cmsghdr.SIZE : CONTROL;
		long controlLength = this.localAddresses.controlLength(this.pktinfo);
		if (replies > 1) {
			controlLength = ControlMessages.putSegmentSize(this.memory, control, controlLength, reply().remaining());
		}
		headers.setLong(at + Mmsghdr.NAME, this.memory.address());
		headers.setInt(at + Mmsghdr.NAME_LENGTH, this.header.getInt(Mmsghdr.NAME_LENGTH));
		headers.setLong(at + Mmsghdr.CONTROL, this.memory.address() + control);
		headers.setLong(at + Mmsghdr.CONTROL_LENGTH, controlLength);
	}

	void sent() {
		sent(reply().remaining());
	}

	@Override
	public int sourcePort() {
		return SocketAddresses.port(this.memory);
	}

	@Override
	public long sourceHighBits() {
		return SocketAddresses.highBits(this.memory);
	}

	@Override
	public long sourceLowBits() {
		return SocketAddresses.lowBits(this.memory);
	}

	@Override
	public InetSocketAddress source() {
		return SocketAddresses.read(this.memory);
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddresses.decode(this.memory, this.pktinfo);
	}

	/**
	 * The addresses of a datagram that has left its burst, in memory of the same form.
	 */
	private record Addresses(Memory memory, int nameLength, long pktinfo,
			LocalAddresses localAddresses) implements Exchange {

		@Override
		public InetSocketAddress source() {
			return SocketAddresses.read(this.memory);
		}

		@Override
		public InetSocketAddress localAddress() {
			return this.localAddresses.decode(this.memory, this.pktinfo);
		}

	}

}
