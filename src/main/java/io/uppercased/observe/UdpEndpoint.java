package io.uppercased.observe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.uppercased.flow.UdpIngress;
import io.uppercased.observe.UdpHistory.PastPage;
import io.uppercased.transport.Capability;
import io.uppercased.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.scheduling.TaskScheduler;

/**
 * The {@code udp} actuator endpoint: the sockets and all counts on one page, as it is and
 * as it was.
 */
@Endpoint(id = "udp")
class UdpEndpoint {

	private final UdpIngress ingress;

	private final PacketMeters packetMeters;

	private final BurstMeters burstMeters;

	private final @Nullable TopSenders topSenders;

	private final UdpHistory history;

	@SuppressWarnings("FutureReturnValueIgnored") // the scheduler logs what is thrown
	UdpEndpoint(UdpIngress ingress, PacketMeters packetMeters, BurstMeters burstMeters, @Nullable TopSenders topSenders,
			TaskScheduler scheduler) {
		this.ingress = ingress;
		this.packetMeters = packetMeters;
		this.burstMeters = burstMeters;
		this.topSenders = topSenders;
		this.history = new UdpHistory(this::page, System::nanoTime);
		scheduler.scheduleAtFixedRate(this.history::take, UdpHistory.PERIOD);
	}

	/**
	 * Returns the pages of the last five minutes.
	 * @param part {@code history}
	 * @return one for each second, oldest first, or {@code null} for another part
	 */
	@ReadOperation
	@Nullable List<PastPage> part(@Selector String part) {
		return part.equals("history") ? this.history.pages() : null;
	}

	@ReadOperation
	Overview udp() {
		return new Overview(page(), this.history.rates(), (this.topSenders != null) ? this.topSenders.summary() : null);
	}

	/**
	 * Returns the page as it is, without what takes longer to tell.
	 */
	Page page() {
		List<Socket> sockets = this.ingress.transports().stream().map(Socket::of).toList();
		return new Page(sockets, this.packetMeters.packets(), this.packetMeters.bytes(), this.burstMeters.summary());
	}

	/**
	 * Returns the page as it was.
	 * @param age how long ago at least, if the service is as old
	 */
	Page before(Duration age) {
		return this.history.before(age);
	}

	/**
	 * The page as it is now, and what only the last minute tells.
	 *
	 * @param page the page
	 * @param rates what happened in a second of the last 1, 10 and 60
	 * @param topSenders who sends most, absent unless asked for
	 */
	@JsonInclude(Include.NON_NULL)
	record Overview(@JsonUnwrapped Page page, Map<String, Rate> rates, TopSenders.@Nullable Summary topSenders) {
	}

	/**
	 * The page.
	 *
	 * @param sockets one for each listener
	 * @param packets counts of datagrams
	 * @param bytes counts of payload bytes
	 * @param bursts a summary of bursts
	 */
	record Page(List<Socket> sockets, PacketMeters.Packets packets, PacketMeters.Bytes bytes,
			BurstMeters.Summary bursts) {
	}

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
	 * @param drops datagrams dropped by the kernel, absent where the transport cannot
	 * tell
	 */
	@JsonInclude(Include.NON_NULL)
	record Socket(String address, int port, String transport, int receiveBuffer, Set<Capability> capabilities,
			@Nullable Long queuedBytes, @Nullable Long drops) {

		static Socket of(UdpTransport transport) {
			InetSocketAddress local = transport.localAddress();
			Set<Capability> capabilities = transport.capabilities();
			boolean tellsDrops = capabilities.contains(Capability.KERNEL_DROPS);
			return new Socket(local.getAddress().getHostAddress(), local.getPort(), transport.name(),
					transport.receiveBuffer(), capabilities, tellsDrops ? transport.queuedBytes() : null,
					tellsDrops ? transport.drops() : null);
		}

	}

}
