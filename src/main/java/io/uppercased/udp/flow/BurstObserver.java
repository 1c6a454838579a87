package io.uppercased.udp.flow;

import io.uppercased.udp.transport.Burst;

/**
 * Is called for every burst. What it is given is valid until it returns.
 */
public interface BurstObserver {

	/**
	 * Called by the thread of the listener before anything is done with a burst.
	 * @param burst at least one datagram
	 */
	default void received(Burst burst) {
	}

	/**
	 * Called by the thread of the listener when each datagram of a burst has ended, or
	 * has left the burst.
	 * @param burst the same burst
	 */
	void completed(Burst burst);

	/**
	 * Called when datagrams have ended that had left their bursts, by any thread, but by
	 * one at a time for each socket.
	 * @param burst these datagrams, of one socket
	 */
	default void completedLater(Burst burst) {
		completed(burst);
	}

}
