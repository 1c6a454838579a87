package io.uppercased.udp.observe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.uppercased.udp.flow.ListenerStatus;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.observe.PacketMeters.Packets;
import io.uppercased.udp.transport.DropReason;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down when a listener's loop has died or its heartbeat is old, out of service when the
 * service does not listen. That every reply of a minute failed is a detail only: whoever
 * forges an address that no reply can be sent to could bring that about.
 */
class UdpHealthIndicator extends AbstractHealthIndicator {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final UdpIngress ingress;

	private final UdpEndpoint endpoint;

	private final Duration heartbeatTimeout;

	UdpHealthIndicator(UdpIngress ingress, UdpEndpoint endpoint, Duration heartbeatTimeout) {
		super("The state of the UDP listeners cannot be read");
		this.ingress = ingress;
		this.endpoint = endpoint;
		this.heartbeatTimeout = heartbeatTimeout;
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
		for (int i = 0; i < listeners.size(); i++) {
			check("listener " + i, listeners.get(i), builder);
		}
		checkReplies(builder);
	}

	private void check(String name, ListenerStatus listener, Health.Builder builder) {
		if (!listener.alive()) {
			builder.down().withDetail(name, "died: " + listener.failure());
		}
		else if (listener.heartbeatAge().compareTo(this.heartbeatTimeout) > 0) {
			builder.down().withDetail(name, "no heartbeat for %d s".formatted(listener.heartbeatAge().toSeconds()));
		}
	}

	private void checkReplies(Health.Builder builder) {
		Packets before = this.endpoint.before(MINUTE).packets();
		Packets now = this.endpoint.page().packets();
		long failed = sendFailures(now) - sendFailures(before);
		if (failed > 0 && now.sent() == before.sent()) {
			builder.withDetail("replies", "none was sent in the last minute, %d failed".formatted(failed));
		}
	}

	private static long sendFailures(Packets packets) {
		return Objects.requireNonNull(packets.dropped().get(DropReason.SEND_FAILED.tag()));
	}

}
