package io.uppercased.udp.transport;

/**
 * Something that a transport can do and another cannot.
 */
public enum Capability {

	/** Tells which address of the host a datagram came to, and replies from it. */
	DESTINATION_ADDRESS,

	/** Tells what the kernel dropped before it could be received, and how much waits. */
	KERNEL_DROPS,

	/** Stops accepting while what waits can still be received and answered. */
	STOP_ACCEPTING,

	/**
	 * The socket is another's, who gives it to the next process: what waits in it, or
	 * comes, is for that one. It does not stop accepting.
	 */
	OUTLIVES_PROCESS

}
