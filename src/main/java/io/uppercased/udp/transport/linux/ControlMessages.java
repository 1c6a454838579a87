package io.uppercased.udp.transport.linux;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Finds control messages in what the kernel wrote, as {@code CMSG_FIRSTHDR} and
 * {@code CMSG_NXTHDR} of cmsg(3) do, and appends to them. Checks every length.
 */
final class ControlMessages {

	/** Not found. */
	static final int NONE = -1;

	// struct cmsghdr
	static final int LENGTH = 0;
	static final int LEVEL = 8;
	static final int TYPE = 12;
	static final int HEADER_SIZE = 16;

	/** The size of a {@code struct timespec}: seconds and nanoseconds. */
	static final int TIMESPEC_SIZE = 2 * Long.BYTES;

	private ControlMessages() {
	}

	/** {@code CMSG_ALIGN}: where the next control message may begin. */
	static int align(int length) {
		return (length + Long.BYTES - 1) & -Long.BYTES;
	}

	/**
	 * Returns the offset of a control message's data, or {@link #NONE} if there is no
	 * complete one.
	 * @param start where the messages start, aligned to 8 bytes
	 * @param dataSize how many bytes of data it must have
	 */
	static int find(ByteBuffer memory, int start, int end, int level, int type, int dataSize) {
		for (int at = start; end - at >= HEADER_SIZE;) {
			long length = memory.getLong(at + LENGTH);
			if (length < HEADER_SIZE || length > end - at) {
				return NONE;
			}
			if (memory.getInt(at + LEVEL) == level && memory.getInt(at + TYPE) == type) {
				return (length == HEADER_SIZE + dataSize) ? at + HEADER_SIZE : NONE;
			}
			at += align((int) length);
		}
		return NONE;
	}

	/**
	 * Returns how many nanoseconds ago the kernel stamped a datagram. Wrong if the clock
	 * was set since then; 0 without a timestamp, or with one in the future.
	 */
	static long ageNanos(ByteBuffer memory, int start, int end, Instant now) {
		int timestamp = find(memory, start, end, Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, TIMESPEC_SIZE);
		if (timestamp == NONE) {
			return 0;
		}
		long seconds = now.getEpochSecond() - memory.getLong(timestamp);
		long nanos = now.getNano() - memory.getLong(timestamp + Long.BYTES);
		return Math.max(0, TimeUnit.SECONDS.toNanos(seconds) + nanos);
	}

	/**
	 * Appends UDP_SEGMENT of udp(7) to a control message, and returns the length of both.
	 * @param length the length of the control message without padding, 0 for none
	 * @param segmentSize the size of the datagrams that the kernel makes of the message
	 */
	static int putSegmentSize(ByteBuffer memory, int at, int length, int segmentSize) {
		int segment = at + align(length);
		memory.putLong(segment + LENGTH, HEADER_SIZE + Short.BYTES)
			.putInt(segment + LEVEL, Constants.IPPROTO_UDP)
			.putInt(segment + TYPE, Constants.UDP_SEGMENT)
			.putShort(segment + HEADER_SIZE, (short) segmentSize);
		return segment + align(HEADER_SIZE + Short.BYTES) - at;
	}

}
