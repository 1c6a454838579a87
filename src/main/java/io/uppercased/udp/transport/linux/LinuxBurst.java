package io.uppercased.udp.transport.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.uppercased.udp.transport.Burst;
import io.uppercased.udp.transport.Datagram;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import io.uppercased.udp.transport.linux.Layouts.Iovec;
import io.uppercased.udp.transport.linux.Layouts.Mmsghdr;
import org.jspecify.annotations.Nullable;

/**
 * A burst that is received by one recvmmsg(2), and sent by one sendmmsg(2): replies of
 * equal size to one sender, in a row, as one message that the kernel cuts up. The arena
 * of its memory may be closed at any time, after which it sends nothing.
 */
final class LinuxBurst extends Burst {

	/**
	 * A message that the kernel cuts into datagrams must not exceed the size of one; nor
	 * does it make more than 64 of it ({@code linux/udp.h}).
	 */
	private static final int MAX_SEGMENTS = Datagram.MAX_PAYLOAD / LinuxDatagram.MAX_SEGMENT;

	/** How many sends join no replies after the kernel has refused to segment some. */
	private static final int SENDS_APART = 1000;

	private static final Duration PAUSE_BETWEEN_SENDS = Duration.ofMillis(1);

	private final LibC libc;

	private final InstantSource wallClock;

	private final LinuxSocket socket;

	private final Arena arena;

	private final int firstSendFlags;

	private final List<LinuxDatagram> datagrams;

	private final Memory receiveHeaders;

	private final Memory sendHeaders;

	/** A vector for each of {@link #sending}. */
	private final Memory sendVectors;

	/** The replies to send, in order. */
	private final LinuxDatagram[] sending;

	/** For each message that is prepared, the end of its replies in {@link #sending}. */
	private final int[] messageEnds;

	private final boolean segmentation;

	/** How many of the next sends join no replies. */
	private int sendsApart;

	/** Whether there was a notice, which is given once. */
	private boolean noticed;

	private @Nullable String notice;

	/** The flags of sendmmsg(2). */
	private int sendFlags;

	/** For how long late replies wait for room in the send buffer. */
	private long sendUntil;

	private int sendError;

	/** How many headers the kernel may have written since they were reset. */
	private int written;

	/**
	 * What is received next arrived after this, for the socket was found empty later: a
	 * bound for what the kernel's stamp says, whose clock may be set meanwhile. Unknown,
	 * and so a hundred years ago, before the first receive.
	 */
	private long emptyAfter = System.nanoTime() - TimeUnit.DAYS.toNanos(36_500);

	/**
	 * Creates a burst.
	 * @param wallClock the clock by which the kernel stamps what arrives
	 */
	LinuxBurst(LinuxSocket socket, TransportSettings settings, Arena arena, InstantSource wallClock) {
		this(socket, settings.burstSize(), settings.maxPayload(), arena, wallClock, 0);
	}

	private LinuxBurst(LinuxSocket socket, int size, int maxPayload, Arena arena, InstantSource wallClock,
			int firstSendFlags) {
		Memory memory = new Memory(arena.allocate(size * LinuxDatagram.SIZE, 64));
		Memory headers = new Memory(arena.allocate(size * Mmsghdr.SIZE, 64));
		LocalAddresses localAddresses = new LocalAddresses(socket.isIpv6(), socket.localAddress());
		List<LinuxDatagram> datagrams = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			datagrams.add(new LinuxDatagram(memory.slice(i * LinuxDatagram.SIZE, LinuxDatagram.SIZE),
					headers.slice(i * Mmsghdr.SIZE, Mmsghdr.SIZE), maxPayload, localAddresses));
		}
		super(datagrams);
		this.socket = socket;
		this.arena = arena;
		this.libc = new LibC(arena);
		this.wallClock = wallClock;
		this.firstSendFlags = firstSendFlags;
		this.datagrams = datagrams;
		this.receiveHeaders = headers;
		this.sendHeaders = new Memory(arena.allocate(size * Mmsghdr.SIZE, 64));
		this.sendVectors = new Memory(arena.allocate(size * Iovec.SIZE, 64));
		this.sending = new LinuxDatagram[size];
		this.messageEnds = new int[size];
		this.segmentation = socket.canSegment();
	}

	/**
	 * Returns a burst that sends late replies of this socket. It is used on virtual
	 * threads, whose carrier a system call occupies, so it never waits in one.
	 * @param size how many replies it can hold
	 */
	LinuxBurst forLateReplies(int size) {
		return new LinuxBurst(this.socket, size, 0, this.arena, this.wallClock, Constants.MSG_DONTWAIT);
	}

	/**
	 * Receives.
	 * @param flags of recvmmsg(2), to which one is added that gives the true size of a
	 * datagram larger than its memory
	 * @return what recvmmsg answers, or the negative of ESHUTDOWN
	 */
	int receive(int flags) {
		for (int i = 0; i < this.written; i++) {
			this.datagrams.get(i).prepareToReceive();
		}
		// All, unless the call succeeds: after an error it may have written some headers.
		this.written = this.datagrams.size();
		received(0, 0);
		long call = System.nanoTime();
		int received = this.libc.recvmmsg(this.socket.descriptor(), this.receiveHeaders.segment(),
				this.datagrams.size(), flags | Constants.MSG_TRUNC);
		if (received > 0) {
			this.written = received;
			for (int i = 0; i < received; i++) {
				if (!this.datagrams.get(i).hasSender()) {
					received(i, call);
					return (i > 0) ? i : -Errno.ESHUTDOWN;
				}
				this.datagrams.get(i).received();
			}
			long age = this.datagrams.getFirst().ageNanos(this.wallClock.instant());
			long now = System.nanoTime();
			received(received, now - Math.min(age, now - this.emptyAfter));
		}
		if (received == -Errno.EAGAIN || (received > 0 && received < this.datagrams.size())) {
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
		boolean together = this.segmentation && this.sendsApart == 0;
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
			for (int i = 0; i < count; i++) {
				if (this.sending[i].state() == Datagram.State.REPLIED) {
					this.sending[i].drop(DropReason.SEND_FAILED);
				}
			}
		}
	}

	/**
	 * Sends replies. The kernel stops at a message that it refuses, and says why only
	 * when asked to send that one first. One of several replies is then sent again reply
	 * by reply, so that each has its own fate.
	 */
	private void send(int from, int to, boolean together) {
		for (int next = from; next < to;) {
			int messages = prepare(next, to, together && this.sendsApart == 0);
			int sent = this.libc.sendmmsg(this.socket.descriptor(), this.sendHeaders.segment(), messages,
					this.sendFlags);
			if (sent > 0) {
				for (int end = this.messageEnds[sent - 1]; next < end; next++) {
					this.sending[next].sent();
				}
			}
			else if (sent == -Errno.EAGAIN && this.firstSendFlags != 0 && System.nanoTime() - this.sendUntil < 0) {
				LockSupport.parkNanos(PAUSE_BETWEEN_SENDS.toNanos());
			}
			else if (sent != -Errno.EINTR) {
				this.sendError = -sent;
				// One reply has waited for room; the others shall not wait each in turn.
				this.sendFlags |= (sent == -Errno.EAGAIN) ? Constants.MSG_DONTWAIT : 0;
				int end = this.messageEnds[0];
				if (end - next == 1) {
					this.sending[next].drop(DropReason.SEND_FAILED);
				}
				else {
					if (sent == -Errno.EIO) {
						stopJoining(this.sending[next]);
					}
					send(next, end, false);
				}
				next = end;
			}
		}
	}

	/**
	 * Fills the headers and vectors.
	 * @param together whether replies of equal size to one sender, in a row, become one
	 * message
	 * @return how many messages there are
	 */
	private int prepare(int from, int to, boolean together) {
		int messages = 0;
		for (int next = from; next < to;) {
			int start = next;
			LinuxDatagram first = this.sending[start];
			do {
				this.sending[next].putReply(this.sendVectors, next * Iovec.SIZE);
				next++;
			}
			while (together && next < to && next - start < MAX_SEGMENTS && first.canGoWith(this.sending[next]));
			first.putAddresses(this.sendHeaders, messages * Mmsghdr.SIZE, next - start);
			Mmsghdr.setVectors(this.sendHeaders, messages * Mmsghdr.SIZE, this.sendVectors, start, next - start);
			this.messageEnds[messages++] = next;
		}
		return messages;
	}

	/**
	 * Joins no replies for a while, because each attempt that the kernel refuses costs a
	 * call.
	 */
	private void stopJoining(LinuxDatagram refused) {
		this.sendsApart = SENDS_APART;
		if (!this.noticed) {
			this.noticed = true;
			this.notice = ("The route to %s does not allow UDP segmentation (%s), for example because of IPsec. "
					+ "No reply is lost, but while such replies are sent, each costs more CPU time")
				.formatted(refused.source(), Errno.failure("sendmmsg", Errno.EIO).getMessage());
		}
	}

	@Override
	public @Nullable String notice() {
		return this.notice;
	}

	@Override
	public @Nullable IOException sendFailure() {
		return (this.sendError != 0) ? Errno.failure("sendmmsg", this.sendError) : null;
	}

}
