package io.uppercased.udp.transport.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A memory segment that is read and written through a byte buffer. Compiled code is as
 * fast with a segment. But access to a segment uses method handles, and in the first
 * seconds these take much longer to interpret and to compile.
 */
final class Memory {

	private final MemorySegment segment;

	private final ByteBuffer bytes;

	Memory(MemorySegment segment) {
		this.segment = segment;
		this.bytes = segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
	}

	MemorySegment segment() {
		return this.segment;
	}

	long address() {
		return this.segment.address();
	}

	Memory slice(long at, long size) {
		return new Memory(this.segment.asSlice(at, size));
	}

	/** Copies the beginning of other memory to the beginning of this. */
	void copyFrom(Memory other, long size) {
		this.bytes.put(0, other.bytes, 0, (int) size);
	}

	/** Compares a piece of this memory, of a multiple of 4 bytes, with other memory. */
	boolean matches(long at, Memory other, long otherAt, long size) {
		for (long i = 0; i < size; i += Integer.BYTES) {
			if (getInt(at + i) != other.getInt(otherAt + i)) {
				return false;
			}
		}
		return true;
	}

	short getShort(long at) {
		return this.bytes.getShort((int) at);
	}

	int getInt(long at) {
		return this.bytes.getInt((int) at);
	}

	long getLong(long at) {
		return this.bytes.getLong((int) at);
	}

	int getNetInt(long at) {
		return Integer.reverseBytes(getInt(at));
	}

	long getNetLong(long at) {
		return Long.reverseBytes(getLong(at));
	}

	void setShort(long at, short value) {
		this.bytes.putShort((int) at, value);
	}

	void setInt(long at, int value) {
		this.bytes.putInt((int) at, value);
	}

	void setLong(long at, long value) {
		this.bytes.putLong((int) at, value);
	}

}
