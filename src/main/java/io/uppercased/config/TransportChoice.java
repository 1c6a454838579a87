package io.uppercased.config;

/**
 * Which transport to use.
 */
public enum TransportChoice {

	/** Linux where it works, otherwise nio. */
	AUTO,

	/** Several datagrams a system call, on Linux. */
	LINUX,

	/** One datagram a system call, on every platform. */
	NIO

}
