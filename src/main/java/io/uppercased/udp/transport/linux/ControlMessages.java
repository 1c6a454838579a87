package io.uppercased.udp.transport.linux;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.uppercased.udp.transport.linux.Layouts.Cmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Time;

/**
 * Finds control messages in what the kernel wrote, as {@code CMSG_FIRSTHDR} and
 * {@code CMSG_NXTHDR} of cmsg(3) do, and appends to them. Checks every length.
 */
final class ControlMessages {

	/** Not found. */
	static final long NONE = -1;

	private ControlMessages() {
	}

	/**
	 * Returns the offset of a control message's data, or {@link #NONE} if there is no
	 * complete one.
	 * @param start where the messages start, aligned to 8 bytes
	 * @param dataSize how many bytes of data it must have
	 */
	static long find(Memory memory, long start, long end, int level, int type, long dataSize) {
		for (long at = start; end - at >= Cmsghdr.SIZE;) {
			long length = memory.getLong(at + Cmsghdr.LENGTH);
			if (length < Cmsghdr.SIZE || length > end - at) {
				return NONE;
			}
			if (memory.getInt(at + Cmsghdr.LEVEL) == level && memory.getInt(at + Cmsghdr.TYPE) == type) {
				return (length == Cmsghdr.SIZE + dataSize) ? at + Cmsghdr.SIZE : NONE;
			}
			at += Cmsghdr.align(length);
		}
		return NONE;
	}

	/**
	 * Returns how many nanoseconds ago the kernel stamped a datagram. Wrong if the clock
	 * was set since then; 0 without a timestamp, or with one in the future.
	 */
	static long ageNanos(Memory memory, long start, long end, Instant now) {
		long timestamp = find(memory, start, end, Constants.SOL_SOCKET, Constants.SO_TIMESTAMPNS, Time.SIZE);
		if (timestamp == NONE) {
			return 0;
		}
		long seconds = now.getEpochSecond() - memory.getLong(timestamp + Time.SECONDS);
		long nanos = now.getNano() - memory.getLong(timestamp + Time.FRACTION);
		return Math.max(0, TimeUnit.SECONDS.toNanos(seconds) + nanos);
	}

	/**
	 * Appends UDP_SEGMENT of udp(7) to a control message, and returns the length of both.
	 * @param length the length of the control message without padding, 0 for none
	 * @param segmentSize the size of the datagrams that the kernel makes of the message
	 */
	static long putSegmentSize(Memory memory, long at, long length, int segmentSize) {
		long segment = at + Cmsghdr.align(length);
		memory.setLong(segment + Cmsghdr.LENGTH, Cmsghdr.SIZE + Short.BYTES);
		memory.setInt(segment + Cmsghdr.LEVEL, Constants.IPPROTO_UDP);
		memory.setInt(segment + Cmsghdr.TYPE, Constants.UDP_SEGMENT);
		memory.setShort(segment + Cmsghdr.SIZE, (short) segmentSize);
		return segment + Cmsghdr.align(Cmsghdr.SIZE + Short.BYTES) - at;
	}

}
