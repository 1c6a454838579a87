package io.uppercased.udp.transport.linux;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;

import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;

/**
 * A datagram in native memory: its addresses, the vector of the payload, and the payload.
 */
final class LinuxDatagram extends Datagram {

	/**
	 * The largest reply that is sent in one message with others: an Ethernet frame of
	 * 1500 bytes without the headers of IPv6 and UDP. If the path allows less, the kernel
	 * refuses, and the replies are sent one by one.
	 */
	static final int MAX_SEGMENT = 1500 - 40 - 8;

	/** Room for UDP_SEGMENT, which is appended to the control messages for sending. */
	private static final int SEGMENT_SIZE = 24;

	private static final int VECTOR = LinuxAddresses.SIZE + SEGMENT_SIZE;

	private static final int PAYLOAD = VECTOR + Mmsghdr.VECTOR_SIZE;

	/**
	 * The size of its memory: an odd number of cache lines, so that not all datagrams
	 * begin in the same set of the processor's cache.
	 */
	static final long SIZE = 1027 * 64;

	private final Memory memory;

	private final ByteBuffer header;

	private final int maxPayload;

	private final LinuxAddresses kernelAddresses;

	/** Creates a datagram that is received with a {@code struct mmsghdr}. */
	LinuxDatagram(Memory memory, ByteBuffer header, int maxPayload, InetSocketAddress bound) {
		LinuxAddresses addresses = new LinuxAddresses(memory, bound);
		super(memory.segment().asSlice(PAYLOAD).asByteBuffer(), addresses);
		this.memory = memory;
		this.header = header;
		this.maxPayload = maxPayload;
		this.kernelAddresses = addresses;
		Mmsghdr.setVector(memory.bytes(), VECTOR, memory.address() + PAYLOAD, maxPayload);
		Mmsghdr.setVectors(header, 0, memory.address() + VECTOR, 1);
		header.putLong(Mmsghdr.NAME, memory.address())
			.putLong(Mmsghdr.CONTROL, memory.address() + LinuxAddresses.CONTROL);
	}

	/**
	 * Sets the sizes in the header that a receive overwrites.
	 * @param control whether to receive control messages, which the kernel has to copy
	 */
	void prepareToReceive(boolean control) {
		this.header.putInt(Mmsghdr.NAME_LENGTH, SocketAddresses.SIZE)
			.putLong(Mmsghdr.CONTROL_LENGTH, control ? LinuxAddresses.CONTROL_SIZE : 0);
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
		this.kernelAddresses.received(controlEnd());
		if (this.kernelAddresses.isSentToMulticast()) {
			drop(DropReason.REFUSED_SOURCE);
		}
		else if (bytes > this.maxPayload) {
			drop(DropReason.OVERSIZE);
		}
		return true;
	}

	/** Returns {@link ControlMessages#ageNanos}. */
	long ageNanos(Instant now) {
		return ControlMessages.ageNanos(this.memory.bytes(), LinuxAddresses.CONTROL, controlEnd(), now);
	}

	private int controlEnd() {
		return LinuxAddresses.CONTROL
				+ (int) Math.min(LinuxAddresses.CONTROL_SIZE, this.header.getLong(Mmsghdr.CONTROL_LENGTH));
	}

	/**
	 * Returns whether one message can contain this reply and that to another datagram.
	 * The kernel divides it into datagrams of equal size: udp(7), UDP_SEGMENT.
	 */
	boolean canGoWith(LinuxDatagram other) {
		int length = reply().remaining();
		return length > 0 && length <= MAX_SEGMENT && length == other.reply().remaining()
				&& this.kernelAddresses.matches(other.kernelAddresses);
	}

	void putReply(ByteBuffer vectors, int at) {
		Mmsghdr.setVector(vectors, at, this.memory.address() + PAYLOAD + reply().position(), reply().remaining());
	}

	/**
	 * Writes the addresses of a message that begins with this reply into its header.
	 * @param replies how many replies of the same size the message has
	 */
	void putAddresses(ByteBuffer headers, int at, int replies) {
		this.kernelAddresses.putInto(headers, at, (replies > 1) ? reply().remaining() : 0);
	}

	void sent() {
		sent(reply().remaining());
	}

}
