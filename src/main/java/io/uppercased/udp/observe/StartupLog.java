package io.uppercased.udp.observe;

import java.net.InetSocketAddress;
import java.util.List;

import io.uppercased.udp.background.BackgroundLog;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * Logs where the adapter listens each time it starts, and warns if the kernel granted a
 * smaller receive buffer than requested.
 */
record StartupLog(UdpIngress ingress, TransportSettings settings,
		ObjectProvider<HealthUrl> healthUrl) implements ApplicationListener<UdpServerListeningEvent> {

	private static final BackgroundLog logger = BackgroundLog.of(StartupLog.class);

	@Override
	public void onApplicationEvent(UdpServerListeningEvent event) {
		if (!event.getSource().equals(this.ingress)) {
			return;
		}
		List<UdpTransport> transports = this.ingress.transports();
		UdpTransport transport = transports.getFirst();
		InetSocketAddress address = transport.localAddress();
		String host = address.getAddress().isAnyLocalAddress() ? "all addresses"
				: address.getAddress().getHostAddress();
		String shared = (this.settings.sharing() == PortSharing.ANY) ? ", which other processes may share" : "";
		String drops = transport.capabilities().contains(Capability.KERNEL_DROPS) ? ""
				: ", no count of the kernel's drops";
		HealthUrl url = this.healthUrl.getIfAvailable();
		String health = (url != null) ? url.find() : null;
		logger.info("Listening on %s, UDP port %d%s: %s transport, %d %s, receive buffer %d KiB%s%s".formatted(host,
				address.getPort(), shared, transport.name(), transports.size(),
				(transports.size() == 1) ? "listener" : "listeners", transport.receiveBuffer() / 1024, drops,
				(health != null) ? "; health at " + health : ""));
		int requested = this.settings.receiveBuffer();
		if (transport.receiveBuffer() < requested) {
			logger.warn(("The kernel granted a receive buffer of %d KiB instead of %d KiB. Raise "
					+ "net.core.rmem_max (on Linux: sysctl -w net.core.rmem_max=%d) or lower 'udp.receive-buffer'.")
				.formatted(transport.receiveBuffer() / 1024, requested / 1024, requested));
		}
	}

}
