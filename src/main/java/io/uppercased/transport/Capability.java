package io.uppercased.transport;

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

	/** Gives the kernel several replies to one sender as one message to cut up. */
	CUT,

	/** Receives what the kernel joined of one sender; one of its drops may be several. */
	JOIN

}
