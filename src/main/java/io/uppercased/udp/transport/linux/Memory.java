package io.uppercased.udp.transport.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A memory segment, for system calls, and the byte buffer that reads and writes it.
 * Compiled code is as fast with a segment. But access to a segment uses method handles,
 * and in the first seconds these take much longer to interpret and to compile.
 */
record Memory(MemorySegment segment, ByteBuffer bytes) {

	Memory(MemorySegment segment) {
		this(segment, segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
	}

	/** Allocates pieces of equal size, aligned to a cache line. */
	static Memory allocate(Arena arena, int count, long size) {
		return new Memory(arena.allocate(count * size, 64));
	}

	/** Returns one of successive pieces of equal size. */
	Memory piece(int index, long size) {
		return new Memory(this.segment.asSlice(index * size, size));
	}

	long address() {
		return this.segment.address();
	}

	/** Returns whether a piece of this memory equals one of other memory. */
	boolean matches(int at, Memory other, int otherAt, int size) {
		return MemorySegment.mismatch(this.segment, at, at + size, other.segment, otherAt, otherAt + size) == -1;
	}

}
