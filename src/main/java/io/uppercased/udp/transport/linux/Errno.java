package io.uppercased.udp.transport.linux;

import java.io.IOException;

/**
 * The error numbers that are told apart, as errno(3) names them, with the values that
 * x86-64 and aarch64 share ({@code asm-generic/errno-base.h} and {@code errno.h}).
 */
final class Errno {

	static final int EINTR = 4;

	/** The route, such as one with IPsec, allows no segmentation: udp(7). */
	static final int EIO = 5;

	/** The time to wait is over. */
	static final int EAGAIN = 11;
	static final int EACCES = 13;
	static final int EADDRINUSE = 98;
	static final int EADDRNOTAVAIL = 99;

	/** The socket was shut down, by whoever has it too. */
	static final int ESHUTDOWN = 108;

	/** An earlier datagram found nobody; not an error of this call. */
	static final int ECONNREFUSED = 111;

	private Errno() {
	}

	/**
	 * Returns whether an error says nothing about the socket, nor about this call, which
	 * may be made again at once.
	 */
	static boolean isPassing(int errno) {
		return errno == EINTR || errno == ECONNREFUSED;
	}

	/**
	 * Returns an exception that tells why a call failed, in number and, if there are any,
	 * words.
	 */
	static IOException failure(String call, int errno) {
		String words = LibC.describe(errno);
		return new IOException(call + ": errno " + errno + (words.isEmpty() ? "" : " (" + words + ")"));
	}

}
