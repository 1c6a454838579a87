package io.uppercased.udp.transport;

/**
 * Which other sockets may use the same port ({@code SO_REUSEPORT}). On Linux, and on most
 * other systems, they must belong to the same user.
 */
public enum PortSharing {

	/** None. */
	NONE,

	/** Those that are opened later with {@link #ANY}; the port must be free now. */
	LATER,

	/**
	 * Those that are opened with this at any time, or earlier with {@link #LATER}. With
	 * port 0, the kernel chooses a free port.
	 */
	ANY

}
