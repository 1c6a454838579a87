package io.uppercased.udp.flow;

import io.uppercased.udp.transport.Burst;

/**
 * Is called for every burst. What it is given is valid until it returns.
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
	 * Called when datagrams of one socket have ended that had left their bursts: by any
	 * thread, but by one at a time for each socket.
	 */
	default void completedLater(Burst burst) {
		completed(burst);
	}

}
