package io.uppercased.udp.transport;

/** What only some transports can do. */
public enum Capability {

	/** Knows which address of the host a datagram came to, and replies from it. */
	DESTINATION_ADDRESS,

	/** Reports what the kernel drops, and how full the receive buffer is. */
	KERNEL_DROPS,

	/** Can stop accepting datagrams, and then answer those that are queued. */
	STOP_ACCEPTING,

	/** Leaves the socket, with its queued datagrams, open for the next process. */
	OUTLIVES_PROCESS

}
