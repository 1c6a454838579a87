package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * A burst that is received by one recvmmsg(2), and sent by one sendmmsg(2): successive
 * replies of equal size to one sender as one message that the kernel divides. The arena
 * of its memory may be closed at any time; then nothing is sent.
 */
final class LinuxBurst extends Burst {

	/** The kernel divides no message that is larger than a datagram. */
	private static final int MAX_SEGMENTS = Datagram.MAX_PAYLOAD / LinuxDatagram.MAX_SEGMENT;

	/** How many sends join no replies after the kernel refused to divide a message. */
	private static final int SENDS_APART = 1000;

	private static final long NANOS_BETWEEN_SENDS = 1_000_000;

	private final LinuxSocket socket;

	private final Descriptor descriptor;

	/** The clock of the kernel's timestamps. */
	private final InstantSource wallClock;

	private final int firstSendFlags;

	private final List<LinuxDatagram> datagrams;

	private final Memory receiveHeaders;

	private final Memory sendHeaders;

	/** The datagrams to reply to, in order, and a vector for each. */
	private final LinuxDatagram[] sending;

	private final Memory sendVectors;

	/** For each prepared message, the end of its replies in {@link #sending}. */
	private final int[] messageEnds;

	private int sendsApart;

	private boolean noticed;

	private @Nullable String notice;

	private int sendFlags;

	/** Until when late replies wait for room in the send buffer. */
	private long sendUntil;

	private int sendError;

	/** How many headers the last receive may have changed. */
	private int written;

	/**
	 * The last time that the socket was empty. It is a lower bound for the arrival of the
	 * next datagram, in case the clock of the kernel's timestamps was set. Before the
	 * first receive, it is a hundred years ago.
	 */
	private long emptyAfter = System.nanoTime() - TimeUnit.DAYS.toNanos(36_500);

	/** The first flags of sendmmsg(2) are used until the send buffer is full. */
	LinuxBurst(LinuxSocket socket, int size, int maxPayload, Arena arena, InstantSource wallClock, int firstSendFlags) {
		Memory memory = Memory.allocate(arena, size, LinuxDatagram.SIZE);
		Memory headers = Memory.allocate(arena, size, Mmsghdr.SIZE);
		List<LinuxDatagram> datagrams = IntStream.range(0, size)
			.mapToObj((i) -> new LinuxDatagram(memory.piece(i, LinuxDatagram.SIZE),
					headers.piece(i, Mmsghdr.SIZE).bytes(), maxPayload, socket.localAddress()))
			.toList();
		super(datagrams);
		this.socket = socket;
		this.descriptor = new Descriptor(socket.descriptor().number());
		this.wallClock = wallClock;
		this.firstSendFlags = firstSendFlags;
		this.datagrams = datagrams;
		this.receiveHeaders = headers;
		this.sendHeaders = Memory.allocate(arena, size, Mmsghdr.SIZE);
		this.sendVectors = Memory.allocate(arena, size, Mmsghdr.VECTOR_SIZE);
		this.sending = new LinuxDatagram[size];
		this.messageEnds = new int[size];
		this.written = size;
	}

	/**
	 * Receives. MSG_TRUNC makes the kernel report the full size of a truncated datagram.
	 * @return the result of recvmmsg(2), or the negative of ESHUTDOWN
	 */
	int receive(int flags) {
		for (int i = 0; i < this.written; i++) {
			// Only the first one's timestamp is read.
			this.datagrams.get(i).prepareToReceive(i == 0 || this.socket.packetInfo());
		}
		// After an error, the call may have changed any header.
		this.written = this.datagrams.size();
		received(0, 0);
		long call = System.nanoTime();
		int received = this.descriptor.recvmmsg(this.receiveHeaders.segment(), this.datagrams.size(),
				flags | Constants.MSG_TRUNC);
		if (received > 0) {
			this.written = received;
			for (int i = 0; i < received; i++) {
				if (!this.datagrams.get(i).received()) {
					received(i, call);
					return (i > 0) ? i : -Constants.ESHUTDOWN;
				}
			}
			long age = this.datagrams.getFirst().ageNanos(this.wallClock.instant());
			long now = System.nanoTime();
			received(received, now - Math.min(age, now - this.emptyAfter));
		}
		if (received == -Constants.EAGAIN || (received > 0 && received < this.datagrams.size())) {
			this.emptyAfter = call;
		}
		return received;
	}

	@Override
	public void send() {
		this.sendError = 0;
		this.sendFlags = this.firstSendFlags;
		this.sendUntil = System.nanoTime() + UdpTransport.SEND_TIMEOUT.toNanos();
		this.notice = null;
		boolean together = this.socket.segmentation() && this.sendsApart == 0;
		this.sendsApart = Math.max(0, this.sendsApart - 1);
		int count = 0;
		for (int i = 0; i < size(); i++) {
			if (this.datagrams.get(i).state() == Datagram.State.REPLIED) {
				this.sending[count++] = this.datagrams.get(i);
			}
		}
		try {
			send(0, count, together);
		}
		catch (IllegalStateException ex) {
			if (this.sendHeaders.segment().scope().isAlive()) {
				throw ex;
			}
			Arrays.stream(this.sending, 0, count)
				.filter((datagram) -> datagram.state() == Datagram.State.REPLIED)
				.forEach((datagram) -> datagram.drop(DropReason.SEND_FAILED));
		}
	}

	/**
	 * Sends replies. The kernel stops before a message that it refuses, and reports the
	 * error only to a call that begins with it. A refused message of several replies is
	 * sent again reply by reply, so that each is sent or dropped by itself.
	 */
	private void send(int from, int to, boolean together) {
		for (int next = from; next < to;) {
			int messages = prepare(next, to, together && this.sendsApart == 0);
			int sent = this.descriptor.sendmmsg(this.sendHeaders.segment(), messages, this.sendFlags);
			if (sent > 0) {
				for (int end = this.messageEnds[sent - 1]; next < end; next++) {
					this.sending[next].sent();
				}
			}
			else if (sent == -Constants.EAGAIN && this.firstSendFlags != 0 && System.nanoTime() - this.sendUntil < 0) {
				LockSupport.parkNanos(NANOS_BETWEEN_SENDS);
			}
			else if (sent != -Constants.EINTR) {
				this.sendError = -sent;
				// One reply has waited for room; the others do not wait as well.
				this.sendFlags |= (sent == -Constants.EAGAIN) ? Constants.MSG_DONTWAIT : 0;
				int end = this.messageEnds[0];
				if (end - next == 1) {
					this.sending[next].drop(DropReason.SEND_FAILED);
				}
				else {
					if (sent == -Constants.EIO) {
						stopJoining(this.sending[next]);
					}
					send(next, end, false);
				}
				next = end;
			}
		}
	}

	/**
	 * Fills the headers and vectors, with a message for each reply or for several.
	 * @return how many messages there are
	 */
	private int prepare(int from, int to, boolean together) {
		int messages = 0;
		for (int next = from; next < to;) {
			int start = next;
			LinuxDatagram first = this.sending[start];
			do {
				this.sending[next].putReply(this.sendVectors.bytes(), next * Mmsghdr.VECTOR_SIZE);
				next++;
			}
			while (together && next < to && next - start < MAX_SEGMENTS && first.canGoWith(this.sending[next]));
			first.putAddresses(this.sendHeaders.bytes(), messages * Mmsghdr.SIZE, next - start);
			Mmsghdr.setVectors(this.sendHeaders.bytes(), messages * Mmsghdr.SIZE,
					this.sendVectors.address() + (long) start * Mmsghdr.VECTOR_SIZE, next - start);
			this.messageEnds[messages++] = next;
		}
		return messages;
	}

	/** Joins no replies for a while, because each refused attempt costs a call. */
	private void stopJoining(LinuxDatagram refused) {
		this.sendsApart = SENDS_APART;
		if (!this.noticed) {
			this.noticed = true;
			this.notice = ("The route to %s does not allow UDP segmentation (%s), for example because of IPsec. "
					+ "No reply is lost, but while such replies are sent, each costs more CPU time")
				.formatted(refused.addresses().source(), LibC.failure("sendmmsg", Constants.EIO).getMessage());
		}
	}

	@Override
	public @Nullable String notice() {
		return this.notice;
	}

	@Override
	public @Nullable IOException sendFailure() {
		return (this.sendError != 0) ? LibC.failure("sendmmsg", this.sendError) : null;
	}

}
