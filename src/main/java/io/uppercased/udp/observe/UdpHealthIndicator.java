package io.uppercased.udp.observe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.uppercased.udp.flow.ExchangesInFlight;
import io.uppercased.udp.flow.ListenerStatus;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.observe.UdpPage.Packets;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down if a listener has died or hangs. Out of service if nothing listens, if the address
 * has disappeared, or if the flow answered nothing in the last minute. If all replies of
 * a minute failed, that is only a detail, because a sender can cause it by forging its
 * address.
 */
final class UdpHealthIndicator extends AbstractHealthIndicator {

	private final UdpIngress ingress;

	private final PacketCounts counts;

	private final UdpHistory history;

	private final ExchangesInFlight exchanges;

	private final AddressWatch address;

	UdpHealthIndicator(UdpIngress ingress, PacketCounts counts, UdpHistory history, ExchangesInFlight exchanges,
			AddressWatch address) {
		super("The state of the UDP listeners cannot be read");
		this.ingress = ingress;
		this.counts = counts;
		this.history = history;
		this.exchanges = exchanges;
		this.address = address;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<ListenerStatus> listeners = this.ingress.listenerStatus();
		List<UdpTransport> transports = this.ingress.transports();
		if (transports.isEmpty()) {
			builder.outOfService().withDetail("reason", "not listening");
			return;
		}
		InetSocketAddress address = transports.getFirst().localAddress();
		builder.up()
			.withDetail("address", address.getAddress().getHostAddress())
			.withDetail("port", address.getPort())
			.withDetail("transport", transports.getFirst().name())
			.withDetail("listeners", listeners.size());
		checkReplies(builder);
		if (this.address.isMissing()) {
			builder.outOfService()
				.withDetail("reason", "the address is on no interface of this host, or another host has it too");
		}
		Duration full = this.exchanges.fullFor();
		if (full.isPositive()) {
			builder.withDetail("inFlight",
					"all places (udp.max-in-flight, or an eighth of the heap) have been taken for %d ms"
						.formatted(full.toMillis()));
		}
		for (int i = 0; i < listeners.size(); i++) {
			checkListener("listener " + i, listeners.get(i), builder);
		}
	}

	private void checkReplies(Health.Builder builder) {
		Packets before = this.history.minuteAgo().packets();
		Packets now = this.counts.packets(0);
		if (now.sent() > before.sent()) {
			return;
		}
		long failed = now.dropped(DropReason.SEND_FAILED) - before.dropped(DropReason.SEND_FAILED);
		if (failed > 0) {
			builder.withDetail("replies", "none was sent in the last minute, %d failed".formatted(failed));
		}
		long unhandled = now.dropped(DropReason.UNHANDLED) - before.dropped(DropReason.UNHANDLED);
		if (unhandled > 0 && now.unanswered() == before.unanswered()
				&& unhandled == now.allDropped() - before.allDropped()) {
			builder.outOfService()
				.withDetail("reason",
						"the flow answered nothing in the last minute: %d unhandled; see the log".formatted(unhandled));
		}
	}

	private static void checkListener(String name, ListenerStatus listener, Health.Builder builder) {
		if (!listener.alive()) {
			builder.down().withDetail(name, "died: " + listener.failure());
		}
		else if (listener.heartbeatAge().compareTo(HangLog.TIMEOUT) > 0) {
			builder.down().withDetail(name, "no heartbeat for %d s".formatted(listener.heartbeatAge().toSeconds()));
		}
	}

}
