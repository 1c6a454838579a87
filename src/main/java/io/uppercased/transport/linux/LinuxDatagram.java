package io.uppercased.transport.linux;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

import io.uppercased.transport.Datagram;
import io.uppercased.transport.DropReason;

/**
 * A datagram in a slot of {@link BurstMemory}. Its sender is decoded when somebody asks.
 */
final class LinuxDatagram extends Datagram {

	/**
	 * The largest reply that goes with others: what fits an Ethernet frame of 1500 bytes
	 * with the headers of IPv6 and UDP. Where the path takes less the kernel refuses, and
	 * the replies are sent one by one.
	 */
	static final int MAX_SEGMENT = 1500 - 40 - 8;

	private final int slot;

	private final BurstMemory memory;

	private final MemorySegment slots;

	private final LocalAddresses localAddresses;

	/** Where the local address is, or {@link ControlMessages#NONE}. */
	private long pktinfo;

	LinuxDatagram(int slot, BurstMemory memory, LocalAddresses localAddresses) {
		super(memory.payload(slot));
		this.slot = slot;
		this.memory = memory;
		this.slots = memory.slots();
		this.localAddresses = localAddresses;
	}

	/**
	 * Begins anew with what a receive has put in the slot.
	 */
	void received() {
		arrived(this.memory.receivedLength(this.slot));
		if ((this.memory.receivedFlags(this.slot) & Constants.MSG_TRUNC) != 0) {
			drop(DropReason.OVERSIZE);
		}
		this.pktinfo = this.localAddresses.find(this.slots, BurstMemory.controlStart(this.slot),
				this.memory.controlEnd(this.slot));
	}

	/**
	 * Returns whether the reply to another datagram can go with this one's reply in one
	 * message, which the kernel cuts into datagrams of equal size: udp(7), UDP_SEGMENT.
	 */
	boolean canGoWith(LinuxDatagram other) {
		int length = payload().remaining();
		return length > 0 && length <= MAX_SEGMENT && length == other.payload().remaining()
				&& this.pktinfo != ControlMessages.NONE
				&& SocketAddresses.areEqual(this.slots, BurstMemory.name(this.slot), BurstMemory.name(other.slot))
				&& this.localAddresses.areEqual(this.slots, this.pktinfo, other.pktinfo);
	}

	/**
	 * Says where the reply is.
	 */
	void setReply(int vector) {
		this.memory.setReply(vector, this.slot, payload().position(), payload().remaining());
	}

	/**
	 * Fills a header for sending this reply and others to its sender, from the address
	 * that it wrote to.
	 * @param header the header
	 * @param firstVector where this reply is
	 * @param replies how many replies there are
	 */
	void prepareToSend(int header, int firstVector, int replies) {
		long control = this.localAddresses.controlMessage(this.pktinfo);
		long length = this.localAddresses.controlLength(this.pktinfo);
		if (replies > 1) {
			length = ControlMessages.putSegmentSize(this.slots, control, length, payload().remaining());
		}
		this.memory.prepareToSend(header, this.slot, firstVector, replies, control, length);
	}

	void sent() {
		sent(payload().remaining());
	}

	@Override
	public int sourcePort() {
		return SocketAddresses.port(this.slots, BurstMemory.name(this.slot));
	}

	@Override
	public long sourceHighBits() {
		return SocketAddresses.highBits(this.slots, BurstMemory.name(this.slot));
	}

	@Override
	public long sourceLowBits() {
		return SocketAddresses.lowBits(this.slots, BurstMemory.name(this.slot));
	}

	@Override
	public InetSocketAddress source() {
		return SocketAddresses.read(this.slots, BurstMemory.name(this.slot));
	}

	@Override
	public InetSocketAddress localAddress() {
		return this.localAddresses.decode(this.slots, this.pktinfo);
	}

}
