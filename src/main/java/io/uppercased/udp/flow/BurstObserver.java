package io.uppercased.udp.flow;

import io.uppercased.udp.transport.Burst;

/**
 * Is called for every burst. A burst is valid only until the call returns.
 */
public interface BurstObserver {

	/** Called by the thread of the listener with each burst, before the flow. */
	default void received(Burst burst) {
	}

	/**
	 * Called by the thread of the listener when each datagram of a burst has ended or has
	 * left the burst.
	 */
	void completed(Burst burst);

	/**
	 * Called when datagrams that had left their bursts have ended. All are of one socket.
	 * Any thread may call it, but only one at a time for each socket.
	 */
	default void completedLater(Burst burst) {
		completed(burst);
	}

}
