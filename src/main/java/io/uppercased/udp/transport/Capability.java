package io.uppercased.udp.transport;

/**
 * What only some transports can do.
 */
public enum Capability {

	/** Knows which address of the host a datagram came to, and replies from it. */
	DESTINATION_ADDRESS,

	/** Counts what the kernel drops before it is received, and knows how much waits. */
	KERNEL_DROPS,

	/** Stops accepting while what waits can still be received and answered. */
	STOP_ACCEPTING,

	/**
	 * The socket stays open for the next process, which receives what waits and arrives.
	 * It does not stop accepting.
	 */
	OUTLIVES_PROCESS

}
