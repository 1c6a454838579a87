package io.uppercased.observe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

import io.uppercased.flow.ListenerStatus;
import io.uppercased.flow.UdpIngress;
import io.uppercased.transport.UdpTransport;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down when a listener's loop has died or its heartbeat is old, out of service when the
 * service does not listen.
 */
class UdpHealthIndicator extends AbstractHealthIndicator {

	private final UdpIngress ingress;

	private final Duration heartbeatTimeout;

	UdpHealthIndicator(UdpIngress ingress, Duration heartbeatTimeout) {
		super("The state of the UDP listeners cannot be read");
		this.ingress = ingress;
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
	}

	private void check(String name, ListenerStatus listener, Health.Builder builder) {
		if (!listener.alive()) {
			builder.down().withDetail(name, "died: " + listener.failure());
		}
		else if (listener.heartbeatAge().compareTo(this.heartbeatTimeout) > 0) {
			builder.down().withDetail(name, "no heartbeat for %d s".formatted(listener.heartbeatAge().toSeconds()));
		}
	}

}
