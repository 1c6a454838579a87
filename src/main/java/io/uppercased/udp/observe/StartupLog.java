package io.uppercased.udp.observe;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

import io.uppercased.udp.flow.BackgroundLog;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * Logs where the adapter listens each time it starts, and warns if the kernel granted a
 * smaller receive buffer than it was asked for.
 */
final class StartupLog implements ApplicationListener<UdpServerListeningEvent> {

	private static final BackgroundLog logger = BackgroundLog.of(StartupLog.class);

	private final UdpIngress ingress;

	private final TransportSettings settings;

	private final Supplier<@Nullable String> healthUrl;

	/**
	 * Creates a startup log.
	 * @param ingress the adapter
	 * @param settings what was asked for
	 * @param healthUrl returns the URL of the health endpoint, or {@code null}
	 */
	StartupLog(UdpIngress ingress, TransportSettings settings, Supplier<@Nullable String> healthUrl) {
		this.ingress = ingress;
		this.settings = settings;
		this.healthUrl = healthUrl;
	}

	@Override
	public void onApplicationEvent(UdpServerListeningEvent event) {
		if (event.getSource().equals(this.ingress)) {
			log(this.ingress.transports());
		}
	}

	private void log(List<UdpTransport> transports) {
		UdpTransport transport = transports.getFirst();
		InetSocketAddress address = transport.localAddress();
		String host = address.getAddress().isAnyLocalAddress() ? "all addresses"
				: address.getAddress().getHostAddress();
		String shared = (this.settings.sharing() == PortSharing.ANY) ? ", which other processes may share" : "";
		String drops = transport.capabilities().contains(Capability.KERNEL_DROPS) ? ""
				: ", no count of the kernel's drops";
		String health = this.healthUrl.get();
		logger.info("Listening on %s, UDP port %d%s: %s transport, %d %s, receive buffer %s%s%s".formatted(host,
				address.getPort(), shared, transport.name(), transports.size(),
				(transports.size() == 1) ? "listener" : "listeners", kibibytes(transport.receiveBuffer()), drops,
				(health != null) ? "; health at " + health : ""));
		int requestedBuffer = this.settings.receiveBuffer();
		if (transport.receiveBuffer() < requestedBuffer) {
			logger.warn("The kernel granted a receive buffer of %s where %s were asked for. Raise net.core.rmem_max "
				.formatted(kibibytes(transport.receiveBuffer()), kibibytes(requestedBuffer))
					+ "(on Linux: sysctl -w net.core.rmem_max=%d) or lower 'udp.receive-buffer'."
						.formatted(requestedBuffer));
		}
	}

	private static String kibibytes(long bytes) {
		return (bytes / 1024) + " KiB";
	}

}
