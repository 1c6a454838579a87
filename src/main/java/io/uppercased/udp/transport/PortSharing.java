package io.uppercased.udp.transport;

/**
 * Which other sockets may have a socket's port too ({@code SO_REUSEPORT}). On Linux, and
 * on most other systems, they must belong to the same user.
 */
public enum PortSharing {

	/** None. */
	NONE,

	/** Those that are opened later with {@link #ANY}; none may have it already. */
	LATER,

	/**
	 * Those that are opened with this at any time, or before with {@link #LATER}. If the
	 * kernel chooses the port, none may have it already.
	 */
	ANY

}
