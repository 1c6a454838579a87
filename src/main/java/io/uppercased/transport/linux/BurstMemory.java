package io.uppercased.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

import io.uppercased.transport.linux.Layouts.Iovec;
import io.uppercased.transport.linux.Layouts.Mmsghdr;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The memory that recvmmsg(2) and sendmmsg(2) work on. Each datagram has a slot with the
 * sender's address, the control messages and the payload, next to each other; there is
 * one array of headers for receiving and one for sending, for those dropped in between
 * are not sent.
 */
final class BurstMemory {

	private static final long NAME = 0;

	private static final long NAME_SIZE = Layouts.Sockaddr.SIZE;

	private static final long CONTROL = NAME + NAME_SIZE;

	/** Room for SO_TIMESTAMPNS (32 bytes) and IPV6_PKTINFO (40 bytes). */
	private static final long CONTROL_SIZE = 72;

	/** Room for UDP_SEGMENT, which is put behind them for sending. */
	private static final long SEGMENT_SIZE = 24;

	private static final long PAYLOAD = CONTROL + CONTROL_SIZE + SEGMENT_SIZE;

	/**
	 * An odd number of cache lines, lest all slots begin in the same set of the
	 * processor's cache.
	 */
	private static final long SLOT_SIZE = 1027 * 64;

	private final MemorySegment slots;

	private final MemorySegment receiveHeaders;

	private final MemorySegment sendHeaders;

	private final MemorySegment sendVectors;

	private final long slotsAddress;

	BurstMemory(int burstSize, int maxPayload, Arena arena) {
		this.slots = arena.allocate(burstSize * SLOT_SIZE, 64);
		this.slotsAddress = this.slots.address();
		this.receiveHeaders = arena.allocate(burstSize * Mmsghdr.SIZE, 64);
		this.sendHeaders = arena.allocate(burstSize * Mmsghdr.SIZE, 64);
		this.sendVectors = arena.allocate(burstSize * Iovec.SIZE, 64);
		MemorySegment receiveVectors = arena.allocate(burstSize * Iovec.SIZE, 64);
		for (int i = 0; i < burstSize; i++) {
			receiveVectors.set(JAVA_LONG, i * Iovec.SIZE + Iovec.BASE, address(i, PAYLOAD));
			receiveVectors.set(JAVA_LONG, i * Iovec.SIZE + Iovec.LENGTH, maxPayload);
			setVectors(this.receiveHeaders, i, receiveVectors, i, 1);
			long header = i * Mmsghdr.SIZE;
			this.receiveHeaders.set(JAVA_LONG, header + Mmsghdr.NAME, address(i, NAME));
			this.receiveHeaders.set(JAVA_LONG, header + Mmsghdr.CONTROL, address(i, CONTROL));
		}
		prepareToReceive(burstSize);
	}

	private static void setVectors(MemorySegment headers, int header, MemorySegment vectors, int first, int count) {
		headers.set(JAVA_LONG, header * Mmsghdr.SIZE + Mmsghdr.IOV, vectors.address() + first * Iovec.SIZE);
		headers.set(JAVA_LONG, header * Mmsghdr.SIZE + Mmsghdr.IOV_COUNT, count);
	}

	private long address(int slot, long offset) {
		return this.slotsAddress + slot * SLOT_SIZE + offset;
	}

	MemorySegment slots() {
		return this.slots;
	}

	MemorySegment receiveHeaders() {
		return this.receiveHeaders;
	}

	/**
	 * Gives back to the headers the sizes that the last receive overwrote.
	 * @param count how many datagrams it received
	 */
	void prepareToReceive(int count) {
		for (int i = 0; i < count; i++) {
			long header = i * Mmsghdr.SIZE;
			this.receiveHeaders.set(JAVA_INT, header + Mmsghdr.NAME_LENGTH, (int) NAME_SIZE);
			this.receiveHeaders.set(JAVA_LONG, header + Mmsghdr.CONTROL_LENGTH, CONTROL_SIZE);
		}
	}

	MemorySegment sendHeaders() {
		return this.sendHeaders;
	}

	/**
	 * Says where a reply is.
	 * @param vector the vector to say it in
	 * @param slot the datagram
	 * @param position where the reply begins in its payload
	 * @param length the size of the reply
	 */
	void setReply(int vector, int slot, int position, int length) {
		this.sendVectors.set(JAVA_LONG, vector * Iovec.SIZE + Iovec.BASE, address(slot, PAYLOAD) + position);
		this.sendVectors.set(JAVA_LONG, vector * Iovec.SIZE + Iovec.LENGTH, length);
	}

	/**
	 * Fills a header for sending.
	 * @param index the header
	 * @param slot the datagram whose sender gets the message
	 * @param firstVector the first vector of the message
	 * @param vectors how many vectors it has
	 * @param control where its control messages begin in {@link #slots()}
	 * @param controlLength the size of its control messages, 0 for none
	 */
	void prepareToSend(int index, int slot, int firstVector, int vectors, long control, long controlLength) {
		setVectors(this.sendHeaders, index, this.sendVectors, firstVector, vectors);
		long header = index * Mmsghdr.SIZE;
		this.sendHeaders.set(JAVA_LONG, header + Mmsghdr.NAME, address(slot, NAME));
		this.sendHeaders.set(JAVA_INT, header + Mmsghdr.NAME_LENGTH,
				this.receiveHeaders.get(JAVA_INT, slot * Mmsghdr.SIZE + Mmsghdr.NAME_LENGTH));
		this.sendHeaders.set(JAVA_LONG, header + Mmsghdr.CONTROL, this.slotsAddress + control);
		this.sendHeaders.set(JAVA_LONG, header + Mmsghdr.CONTROL_LENGTH, controlLength);
	}

	int receivedLength(int index) {
		return this.receiveHeaders.get(JAVA_INT, index * Mmsghdr.SIZE + Mmsghdr.LENGTH);
	}

	int receivedFlags(int index) {
		return this.receiveHeaders.get(JAVA_INT, index * Mmsghdr.SIZE + Mmsghdr.FLAGS);
	}

	/**
	 * Returns where a sender's address is in {@link #slots()}.
	 */
	static long name(int slot) {
		return slot * SLOT_SIZE + NAME;
	}

	/**
	 * Returns where a datagram's control messages begin in {@link #slots()}.
	 */
	static long controlStart(int slot) {
		return slot * SLOT_SIZE + CONTROL;
	}

	/**
	 * Returns where a datagram's control messages end in {@link #slots()}.
	 */
	long controlEnd(int slot) {
		return controlStart(slot) + Math.min(CONTROL_SIZE,
				this.receiveHeaders.get(JAVA_LONG, slot * Mmsghdr.SIZE + Mmsghdr.CONTROL_LENGTH));
	}

	ByteBuffer payload(int slot) {
		return this.slots.asSlice(slot * SLOT_SIZE + PAYLOAD, SLOT_SIZE - PAYLOAD).asByteBuffer();
	}

}
