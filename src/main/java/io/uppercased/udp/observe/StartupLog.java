package io.uppercased.udp.observe;

import java.net.InetSocketAddress;
import java.util.List;

import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.UdpTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.integration.ip.udp.UdpServerListeningEvent;

/**
 * Says once where the service listens, and warns once if the kernel granted a smaller
 * receive buffer than it was asked for.
 */
class StartupLog implements ApplicationListener<UdpServerListeningEvent> {

	private static final Log logger = LogFactory.getLog(StartupLog.class);

	private final UdpIngress ingress;

	private final TransportSettings settings;

	private final Environment environment;

	StartupLog(UdpIngress ingress, TransportSettings settings, Environment environment) {
		this.ingress = ingress;
		this.settings = settings;
		this.environment = environment;
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
		logger.info("Listening on %s, UDP port %d%s: %s transport, %d %s, receive buffer %s; health at %s".formatted(
				host, address.getPort(), shared, transport.name(), transports.size(),
				(transports.size() == 1) ? "listener" : "listeners", kibibytes(transport.receiveBuffer()), health()));
		int requestedBuffer = this.settings.receiveBuffer();
		if (transport.receiveBuffer() < requestedBuffer) {
			logger.warn("The kernel granted a receive buffer of %s where %s were asked for. Raise net.core.rmem_max "
				.formatted(kibibytes(transport.receiveBuffer()), kibibytes(requestedBuffer))
					+ "(on Linux: sysctl -w net.core.rmem_max=%d) or lower 'udp.receive-buffer'."
						.formatted(requestedBuffer));
		}
	}

	private String health() {
		String port = this.environment.getProperty("local.management.port",
				this.environment.getProperty("local.server.port", ""));
		String path = this.environment.getProperty("management.endpoints.web.base-path", "/actuator");
		return port.isEmpty() ? "no web server" : "http://localhost:" + port + path + "/health";
	}

	private static String kibibytes(long bytes) {
		return (bytes / 1024) + " KiB";
	}

}
