package io.uppercased.udp.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.UdpTransport;

/**
 * Counts what the kernel dropped for each listener. The count of a socket starts at 0
 * again when the adapter is restarted; this one goes on. Used by all threads.
 */
final class SocketDrops {

	private final UdpIngress ingress;

	private final Map<Integer, Long> totals = new HashMap<>();

	/** What each listener's socket reported last. */
	private final Map<Integer, Long> reported = new HashMap<>();

	SocketDrops(UdpIngress ingress) {
		this.ingress = ingress;
	}

	/** Returns the total of a listener, which never decreases. */
	synchronized long count(int listener) {
		// Read under the lock: otherwise one thread could read the old socket after
		// another has read the new one.
		List<UdpTransport> open = this.ingress.transports();
		if (listener < open.size()) {
			long reported = open.get(listener).drops();
			long before = this.reported.getOrDefault(listener, 0L);
			// A lower number comes from a new socket.
			this.totals.merge(listener, (reported < before) ? reported : reported - before, Long::sum);
			this.reported.put(listener, reported);
		}
		return this.totals.getOrDefault(listener, 0L);
	}

}
