package io.uppercased.transport.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that is read and written for each datagram: a memory segment, through a byte
 * buffer. Once it is compiled either is as fast, but the accesses of a segment go through
 * method handles, which cost the first seconds much more to interpret and to compile.
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

	short get(ValueLayout.OfShort layout, long at) {
		short value = this.bytes.getShort((int) at);
		return (layout.order() == ByteOrder.LITTLE_ENDIAN) ? value : Short.reverseBytes(value);
	}

	int get(ValueLayout.OfInt layout, long at) {
		int value = this.bytes.getInt((int) at);
		return (layout.order() == ByteOrder.LITTLE_ENDIAN) ? value : Integer.reverseBytes(value);
	}

	long get(ValueLayout.OfLong layout, long at) {
		long value = this.bytes.getLong((int) at);
		return (layout.order() == ByteOrder.LITTLE_ENDIAN) ? value : Long.reverseBytes(value);
	}

	void set(ValueLayout.OfShort layout, long at, short value) {
		this.bytes.putShort((int) at, (layout.order() == ByteOrder.LITTLE_ENDIAN) ? value : Short.reverseBytes(value));
	}

	void set(ValueLayout.OfInt layout, long at, int value) {
		this.bytes.putInt((int) at, (layout.order() == ByteOrder.LITTLE_ENDIAN) ? value : Integer.reverseBytes(value));
	}

	void set(ValueLayout.OfLong layout, long at, long value) {
		this.bytes.putLong((int) at, (layout.order() == ByteOrder.LITTLE_ENDIAN) ? value : Long.reverseBytes(value));
	}

}
