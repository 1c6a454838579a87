package io.uppercased.udp.transport.linux;

import java.io.IOException;

/**
 * The error numbers that are handled, as errno(3) names them, with the values that x86-64
 * and aarch64 share ({@code asm-generic/errno-base.h} and {@code errno.h}).
 */
final class Errno {

	static final int EINTR = 4;

	/** The route, for example one with IPsec, allows no segmentation: udp(7). */
	static final int EIO = 5;

	/** The time to wait is over. */
	static final int EAGAIN = 11;
	static final int EACCES = 13;
	static final int EADDRINUSE = 98;
	static final int EADDRNOTAVAIL = 99;

	/** The socket was shut down, by any process that has it. */
	static final int ESHUTDOWN = 108;

	/** An earlier datagram was refused by its receiver; not an error of this call. */
	static final int ECONNREFUSED = 111;

	private Errno() {
	}

	/**
	 * Returns whether a call that failed may be repeated at once.
	 */
	static boolean isPassing(int errno) {
		return errno == EINTR || errno == ECONNREFUSED;
	}

	/**
	 * Returns an exception for a call that failed, with the error number and its text.
	 */
	static IOException failure(String call, int errno) {
		String text = LibC.describe(errno);
		return new IOException(call + ": errno " + errno + (text.isEmpty() ? "" : " (" + text + ")"));
	}

}
