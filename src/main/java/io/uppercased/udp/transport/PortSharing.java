package io.uppercased.udp.transport;

/**
 * Which other sockets may have a socket's port too ({@code SO_REUSEPORT}). On Linux, and
 * elsewhere mostly, they must be of the same user.
 */
public enum PortSharing {

	/** None. */
	NONE,

	/** Those that are opened later with {@link #ANY}; none may have it already. */
	LATER,

	/**
	 * Those that were or will be opened with this, or before with {@link #LATER}. If the
	 * kernel chooses the port, none may have it already.
	 */
	ANY

}
