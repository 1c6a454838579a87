package io.uppercased.udp.observe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.uppercased.udp.flow.ExchangesInFlight;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * The sockets and all counts at one moment. Counts are totals since the application
 * started, and maxima are of the last minutes.
 *
 * @param since when the application started to count
 * @param bursts absent without Micrometer
 * @param exchanges absent without Micrometer, or if the transformer does not wait
 */
@JsonInclude(Include.NON_NULL)
record UdpPage(Instant since, List<Socket> sockets, Packets packets, Bytes bytes, @Nullable Bursts bursts,
		@Nullable Exchanges exchanges) {

	static UdpPage read(Instant since, UdpIngress ingress, PacketCounts counts, SocketDrops drops,
			ExchangesInFlight exchanges, @Nullable BurstMeters meters) {
		List<Socket> sockets = new ArrayList<>();
		for (UdpTransport transport : ingress.transports()) {
			sockets.add(Socket.of(transport, drops.count(sockets.size())));
		}
		return new UdpPage(since, sockets, counts.packets(exchanges.count()), counts.bytes(),
				(meters != null) ? meters.bursts() : null,
				(meters != null && exchanges.isUsed()) ? meters.exchanges(exchanges.limits().count()) : null);
	}

	Rate rateSince(UdpPage first, double seconds) {
		return new Rate((this.packets.received() - first.packets.received()) / seconds,
				(this.packets.sent() - first.packets.sent()) / seconds,
				(this.packets.unanswered() - first.packets.unanswered()) / seconds,
				(this.packets.allDropped() - first.packets.allDropped()) / seconds,
				socketDropsSince(first.sockets, seconds), (this.bytes.received() - first.bytes.received()) / seconds,
				(this.bytes.sent() - first.bytes.sent()) / seconds);
	}

	private @Nullable Double socketDropsSince(List<Socket> first, double seconds) {
		if (first.isEmpty() || first.size() != this.sockets.size()) {
			return null;
		}
		long sum = 0;
		for (int i = 0; i < first.size(); i++) {
			Long before = first.get(i).drops();
			Long after = this.sockets.get(i).drops();
			if (before == null || after == null) {
				return null;
			}
			sum += after - before;
		}
		return sum / seconds;
	}

	/**
	 * Datagrams and payload bytes per second, on average between two pages.
	 *
	 * @param socketDrops datagrams dropped by the kernel, absent unless both pages have
	 * this count for each listener
	 */
	@JsonInclude(Include.NON_NULL)
	record Rate(double received, double sent, double unanswered, double dropped, @Nullable Double socketDrops,
			double bytesReceived, double bytesSent) {
	}

	/**
	 * A listener's socket.
	 *
	 * @param queuedBytes how much of the receive buffer is in use, absent if the
	 * transport does not know
	 * @param drops datagrams that the kernel dropped for this listener, absent if the
	 * transport does not know
	 */
	@JsonInclude(Include.NON_NULL)
	record Socket(String address, int port, String transport, int receiveBuffer, Set<Capability> capabilities,
			@Nullable Long queuedBytes, @Nullable Long drops) {

		static Socket of(UdpTransport transport, long drops) {
			Set<Capability> capabilities = transport.capabilities();
			boolean knowsDrops = capabilities.contains(Capability.KERNEL_DROPS);
			return new Socket(transport.localAddress().getAddress().getHostAddress(),
					transport.localAddress().getPort(), transport.name(), transport.receiveBuffer(), capabilities,
					knowsDrops ? transport.queuedBytes() : null, knowsDrops ? drops : null);
		}

	}

	/**
	 * Counts of datagrams.
	 *
	 * @param dropped datagrams dropped, by reason
	 * @param inFlight datagrams that have left their bursts and have not ended
	 */
	record Packets(long received, long sent, long unanswered, Map<String, Long> dropped, int inFlight) {

		long dropped(DropReason reason) {
			return Objects.requireNonNull(this.dropped.get(reason.tag()));
		}

		long allDropped() {
			return this.dropped.values().stream().mapToLong(Long::longValue).sum();
		}

	}

	record Bytes(long received, long sent) {
	}

	/**
	 * A summary of bursts.
	 *
	 * @param timed number of bursts with a duration: not those whose datagrams have left
	 */
	record Bursts(long count, double meanSize, double maxSize, long timed, double meanMicros, double maxMicros) {
	}

	/**
	 * A summary of the datagrams of a transformer that waits.
	 *
	 * @param limit largest number of datagrams in flight
	 * @param count number of datagrams that have ended
	 */
	record Exchanges(int limit, long count, double meanMicros, double maxMicros) {
	}

}
