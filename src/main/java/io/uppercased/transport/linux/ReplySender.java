package io.uppercased.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import io.uppercased.transport.Burst;
import io.uppercased.transport.Datagram;
import io.uppercased.transport.Datagram.State;
import io.uppercased.transport.DropReason;
import io.uppercased.transport.linux.Layouts.Iovec;
import io.uppercased.transport.linux.Layouts.Mmsghdr;

/**
 * Sends the replies of a burst by one sendmmsg(2), on the listener's thread: those of
 * equal size to one sender, in a row, as one message that the kernel cuts up.
 */
final class ReplySender {

	/**
	 * A message that the kernel cuts into datagrams must not exceed the size of one; nor
	 * does it make more than 64 of it ({@code linux/udp.h}).
	 */
	private static final int MAX_SEGMENTS = Datagram.MAX_PAYLOAD / LinuxDatagram.MAX_SEGMENT;

	private final LibC libc;

	private final int descriptor;

	private final MemorySegment headers;

	/** A vector for each of {@link #sending}. */
	private final MemorySegment vectors;

	/** The replies to send, in order. */
	private final LinuxDatagram[] sending;

	/** For each message that is prepared, the end of its replies in {@link #sending}. */
	private final int[] messageEnds;

	private boolean segmentation;

	private int lastError;

	ReplySender(LinuxSocket socket, LibC libc, int burstSize, Arena arena) {
		this.libc = libc;
		this.descriptor = socket.descriptor();
		this.headers = arena.allocate(burstSize * Mmsghdr.SIZE, 64);
		this.vectors = arena.allocate(burstSize * Iovec.SIZE, 64);
		this.sending = new LinuxDatagram[burstSize];
		this.messageEnds = new int[burstSize];
		this.segmentation = socket.canSegment();
	}

	/**
	 * Sends the reply of each datagram that has one, and ends it as sent or dropped.
	 */
	void send(Burst burst) {
		int count = 0;
		for (Datagram datagram : burst) {
			if (datagram.state() == State.REPLIED) {
				this.sending[count++] = (LinuxDatagram) datagram;
			}
		}
		send(0, count, this.segmentation);
	}

	/**
	 * Sends replies. The kernel stops at a message that it refuses, and says why only
	 * when asked to send that one first. One of several replies is then sent again reply
	 * by reply, so that each has its own fate.
	 */
	private void send(int from, int to, boolean together) {
		int flags = 0;
		for (int next = from; next < to;) {
			int messages = prepare(next, to, together);
			int sent = this.libc.sendmmsg(this.descriptor, this.headers, messages, flags);
			if (sent > 0) {
				for (int end = this.messageEnds[sent - 1]; next < end; next++) {
					this.sending[next].sent();
				}
			}
			else if (sent != -Errno.EINTR) {
				this.lastError = -sent;
				int end = this.messageEnds[0];
				if (end - next == 1) {
					this.sending[next].drop(DropReason.SEND_FAILED);
				}
				else {
					this.segmentation = sent != -Errno.EIO;
					send(next, end, false);
				}
				// One reply has waited for room; the others shall not wait each in turn.
				flags = (sent == -Errno.EAGAIN) ? Constants.MSG_DONTWAIT : flags;
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
				this.sending[next].putReply(this.vectors, next * Iovec.SIZE);
				next++;
			}
			while (together && next < to && next - start < MAX_SEGMENTS && first.canGoWith(this.sending[next]));
			first.putAddresses(this.headers, messages * Mmsghdr.SIZE, next - start);
			Mmsghdr.setVectors(this.headers, messages * Mmsghdr.SIZE, this.vectors, start, next - start);
			this.messageEnds[messages++] = next;
		}
		return messages;
	}

	/**
	 * Returns why the kernel last refused a message.
	 * @return the error number, 0 if it never did
	 */
	int lastError() {
		return this.lastError;
	}

}
