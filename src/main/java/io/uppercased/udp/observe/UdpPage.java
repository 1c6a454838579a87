package io.uppercased.udp.observe;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

/**
 * The sockets and all counts at one moment.
 *
 * @param since when the application started to count; another value means that it was
 * restarted
 * @param sockets one for each listener
 * @param packets counts of datagrams
 * @param bytes counts of payload bytes
 * @param bursts a summary of bursts, absent without Micrometer
 * @param exchanges a summary of exchanges, absent without Micrometer or if the
 * transformer does not wait
 */
@JsonInclude(Include.NON_NULL)
record UdpPage(Instant since, List<Socket> sockets, Packets packets, Bytes bytes, @Nullable Bursts bursts,
		@Nullable Exchanges exchanges) {

	/**
	 * A listener's socket.
	 *
	 * @param address the local address
	 * @param port the local port
	 * @param transport the transport's name
	 * @param receiveBuffer the receive buffer granted, in bytes
	 * @param capabilities what it can do
	 * @param queuedBytes how much of the receive buffer is taken, absent where the
	 * transport cannot tell
	 * @param drops datagrams that the kernel dropped for this listener, absent where the
	 * transport cannot tell
	 */
	@JsonInclude(Include.NON_NULL)
	record Socket(String address, int port, String transport, int receiveBuffer, Set<Capability> capabilities,
			@Nullable Long queuedBytes, @Nullable Long drops) {

		static Socket of(UdpTransport transport, long drops) {
			InetSocketAddress local = transport.localAddress();
			Set<Capability> capabilities = transport.capabilities();
			boolean tellsDrops = capabilities.contains(Capability.KERNEL_DROPS);
			return new Socket(local.getAddress().getHostAddress(), local.getPort(), transport.name(),
					transport.receiveBuffer(), capabilities, tellsDrops ? transport.queuedBytes() : null,
					tellsDrops ? drops : null);
		}

	}

	/**
	 * Counts of datagrams since the start.
	 *
	 * @param received datagrams received
	 * @param sent replies sent
	 * @param unanswered datagrams that the transformer chose not to answer
	 * @param dropped datagrams not answered for another reason, by reason
	 * @param inFlight datagrams that a transformer that waits has now
	 */
	record Packets(long received, long sent, long unanswered, Map<String, Long> dropped, int inFlight) {

		long dropped(DropReason reason) {
			return Objects.requireNonNull(this.dropped.get(reason.tag()));
		}

		long allDropped() {
			return this.dropped.values().stream().mapToLong(Long::longValue).sum();
		}

	}

	/**
	 * Counts of payload bytes since the start.
	 *
	 * @param received bytes received
	 * @param sent bytes sent
	 */
	record Bytes(long received, long sent) {
	}

	/**
	 * A summary of bursts; a maximum is of the last minutes, the rest since the start.
	 *
	 * @param count number of bursts
	 * @param meanSize mean number of datagrams in a burst
	 * @param maxSize largest number of datagrams in a burst
	 * @param timed number of bursts whose duration was measured: not of those whose
	 * datagrams have left
	 * @param meanMicros mean duration in microseconds
	 * @param maxMicros longest duration in microseconds
	 */
	record Bursts(long count, double meanSize, double maxSize, long timed, double meanMicros, double maxMicros) {
	}

	/**
	 * A summary of what a transformer that waits does; the maximum is of the last
	 * minutes, the rest since the start.
	 *
	 * @param limit largest number of datagrams in flight
	 * @param count number of datagrams that have ended
	 * @param meanMicros mean duration in microseconds
	 * @param maxMicros longest duration in microseconds
	 */
	record Exchanges(int limit, long count, double meanMicros, double maxMicros) {
	}

}
