package io.uppercased.transport.linux;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

import io.uppercased.transport.Datagram;
import io.uppercased.transport.DropReason;

/**
 * A datagram in a slot of {@link BurstMemory}. Its sender is decoded when somebody asks.
 */
final class LinuxDatagram extends Datagram {

	private static final int MSG_TRUNC = 0x20;

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
		if ((this.memory.receivedFlags(this.slot) & MSG_TRUNC) != 0) {
			drop(DropReason.OVERSIZE);
		}
		this.pktinfo = this.localAddresses.find(this.slots, BurstMemory.controlStart(this.slot),
				this.memory.controlEnd(this.slot));
	}

	/**
	 * Fills a header for sending the reply: to the sender, from the address it wrote to.
	 */
	void prepareToSend(int header) {
		long control = this.localAddresses.controlMessage(this.pktinfo);
		this.memory.prepareToSend(header, this.slot, payload().position(), payload().remaining(), control,
				this.localAddresses.controlLength(this.pktinfo));
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
