package io.uppercased.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import io.uppercased.transport.Burst;
import io.uppercased.transport.DropReason;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.linux.Layouts.Mmsghdr;

/**
 * A burst that is received by one recvmmsg(2) and sent by one sendmmsg(2). The arena of
 * its memory may be closed at any time, after which it sends nothing.
 */
final class LinuxBurst extends Burst {

	private final List<LinuxDatagram> datagrams;

	private final MemorySegment headers;

	private final ReplySender sender;

	LinuxBurst(LinuxSocket socket, LibC libc, TransportSettings settings, Arena arena) {
		int size = settings.burstSize();
		MemorySegment memory = arena.allocate(size * LinuxDatagram.SIZE, 64);
		MemorySegment headers = arena.allocate(size * Mmsghdr.SIZE, 64);
		LocalAddresses localAddresses = new LocalAddresses(socket.isIpv6(), socket.localAddress());
		List<LinuxDatagram> datagrams = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			datagrams.add(new LinuxDatagram(memory.asSlice(i * LinuxDatagram.SIZE, LinuxDatagram.SIZE),
					headers.asSlice(i * Mmsghdr.SIZE, Mmsghdr.SIZE), settings.maxPayload(), localAddresses));
		}
		super(datagrams);
		this.datagrams = datagrams;
		this.headers = headers;
		this.sender = new ReplySender(socket, libc, size, arena);
	}

	/**
	 * Receives.
	 * @param flags of recvmmsg(2)
	 * @return what recvmmsg answers
	 */
	int receive(LibC libc, int descriptor, int flags) {
		for (int i = 0; i < size(); i++) {
			this.datagrams.get(i).prepareToReceive();
		}
		received(0, 0);
		int received = libc.recvmmsg(descriptor, this.headers, this.datagrams.size(), flags);
		if (received > 0) {
			for (int i = 0; i < received; i++) {
				this.datagrams.get(i).received();
			}
			received(received, System.nanoTime() - this.datagrams.getFirst().ageNanos());
		}
		return received;
	}

	@Override
	public void send() {
		try {
			this.sender.send(this);
		}
		catch (IllegalStateException ex) {
			if (this.headers.scope().isAlive()) {
				throw ex;
			}
			dropRest(DropReason.SEND_FAILED);
		}
	}

	/**
	 * Returns why the kernel last refused a reply.
	 * @return the error number, 0 if it never did
	 */
	int sendError() {
		return this.sender.lastError();
	}

}
