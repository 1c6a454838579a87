package io.uppercased.udp.transport.linux;

import java.nio.ByteBuffer;

/**
 * Offsets in {@code struct mmsghdr}, recvmmsg(2), around {@code struct msghdr},
 * recvmsg(2), and the vectors that it points to, {@code struct iovec}, readv(2).
 */
final class Mmsghdr {

	static final int NAME = 0;
	static final int NAME_LENGTH = 8;
	static final int VECTORS = 16;
	static final int VECTOR_COUNT = 24;
	static final int CONTROL = 32;
	static final int CONTROL_LENGTH = 40;
	static final int LENGTH = 56;
	static final int SIZE = 64;
	static final int VECTOR_SIZE = 16;

	private Mmsghdr() {
	}

	static void setVectors(ByteBuffer headers, int at, long address, int count) {
		headers.putLong(at + VECTORS, address).putLong(at + VECTOR_COUNT, count);
	}

	static void setVector(ByteBuffer vectors, int at, long address, int length) {
		vectors.putLong(at, address).putLong(at + Long.BYTES, length);
	}

}
