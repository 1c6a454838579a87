package io.uppercased.udp.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.uppercased.udp.transport.UdpTransport;

/**
 * Counts what the kernel dropped for each listener. The count of a socket starts at 0
 * again when the adapter is restarted; this one goes on. Used by all threads.
 */
final class SocketDrops {

	private static final Count NONE = new Count(0, 0);

	private final Supplier<List<UdpTransport>> transports;

	private final Map<Integer, Count> counts = new HashMap<>();

	/**
	 * Creates a counter.
	 * @param transports returns the transport of each listener, none unless started
	 */
	SocketDrops(Supplier<List<UdpTransport>> transports) {
		this.transports = transports;
	}

	/**
	 * Returns the drops of a listener's sockets.
	 * @param listener its index
	 * @return the number, which never falls
	 */
	synchronized long count(int listener) {
		Count count = this.counts.getOrDefault(listener, NONE);
		// Asked for under the lock, so that no earlier socket is read after a later one.
		List<UdpTransport> open = this.transports.get();
		if (listener < open.size()) {
			count = count.next(open.get(listener).drops());
			this.counts.put(listener, count);
		}
		return count.total;
	}

	/**
	 * A count.
	 *
	 * @param total of all sockets
	 * @param last what the socket reported last
	 */
	private record Count(long total, long last) {

		private Count next(long reported) {
			boolean newSocket = reported < this.last;
			return new Count(this.total + (newSocket ? reported : reported - this.last), reported);
		}

	}

}
