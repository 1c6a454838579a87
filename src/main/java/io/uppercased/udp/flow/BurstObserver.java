package io.uppercased.udp.flow;

import io.uppercased.udp.transport.Burst;

/**
 * Is told of every burst, by the thread of the listener that received it, twice.
 */
public interface BurstObserver {

	/**
	 * Called before anything is done with a burst.
	 * @param burst at least one datagram
	 */
	default void received(Burst burst) {
	}

	/**
	 * Called when each datagram of a burst has ended, sent or dropped.
	 * @param burst the same burst, about to be reused
	 */
	void completed(Burst burst);

}
