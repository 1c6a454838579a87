package io.uppercased.udp.transport.linux;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.uppercased.udp.transport.linux.Layouts.Cmsghdr;
import io.uppercased.udp.transport.linux.Layouts.Time;

/**
 * Finds control messages in what the kernel wrote, as {@code CMSG_FIRSTHDR} and
 * {@code CMSG_NXTHDR} of cmsg(3) do, and adds to them. Trusts no length.
 */
final class ControlMessages {

	/** Not found. */
	static final long NONE = -1;

	private ControlMessages() {
	}

	/**
	 * Finds the data of a control message.
	 * @param memory the memory that the messages are in
	 * @param start where they start, aligned to 8 bytes
	 * @param end where they end
	 * @param level the message's {@code cmsg_level}
	 * @param type the message's {@code cmsg_type}
	 * @param dataSize how many bytes of data it must have
	 * @return the offset of its data, or {@link #NONE} if there is no whole such message
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
	 * Returns how long ago the kernel received a datagram, by the clock that it stamped
	 * it with.
	 * @param now what that clock says now
	 * @return the time in nanoseconds, which is wrong by as much as the clock was set
	 * meanwhile; 0 if there is no such message, or it is from the future
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
	 * @param memory the memory that it is in
	 * @param at where it begins
	 * @param length its length, without padding
	 * @param segmentSize the size of the datagrams to cut a message into
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
