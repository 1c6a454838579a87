package io.uppercased.udp.flow;

import io.uppercased.udp.transport.Burst;

/** Is called for every burst. A burst is valid only until the call returns. */
public interface BurstObserver {

	/** Called by the thread of the listener with each burst, before the flow. */
	default void received(Burst burst) {
	}

	/**
	 * Called once by the thread of the listener, when all datagrams of a burst have ended
	 * or left it.
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
