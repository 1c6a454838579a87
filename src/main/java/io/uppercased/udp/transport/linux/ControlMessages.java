package io.uppercased.udp.transport.linux;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.uppercased.udp.transport.linux.Layouts.Cmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Time;

/**
 * Finds control messages in what the kernel wrote, as {@code CMSG_FIRSTHDR} and
 * {@code CMSG_NXTHDR} of cmsg(3) do, and adds to them. Checks every length.
 */
final class ControlMessages {

	/** Not found. */
	static final long NONE = -1;

	private ControlMessages() {
	}

	/**
	 * Finds the data of a control message.
	 * @param start where the messages start, aligned to 8 bytes
	 * @param dataSize how many bytes of data it must have
	 * @return the offset of its data, or {@link #NONE} if there is no complete one
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
	 * Returns how many nanoseconds ago the kernel received a datagram, by the clock of
	 * its timestamp. Wrong if that clock was set meanwhile; 0 if there is no timestamp,
	 * or one in the future.
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
	 * Appends UDP_SEGMENT of udp(7) to a control message.
	 * @param length the length of the control message, without padding
	 * @param segmentSize the size of the datagrams to cut the reply into
	 * @return the length of both
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
