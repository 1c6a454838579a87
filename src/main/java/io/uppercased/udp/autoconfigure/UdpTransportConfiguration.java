package io.uppercased.udp.autoconfigure;

import io.uppercased.udp.autoconfigure.UdpProperties.TransportChoice;
import io.uppercased.udp.systemd.InheritedSockets;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.TransportTrial;
import io.uppercased.udp.transport.linux.LinuxTransport;
import io.uppercased.udp.transport.nio.NioTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Chooses the transport and converts the properties to its settings. */
@Configuration(proxyBeanMethods = false)
@Lazy(false)
class UdpTransportConfiguration {

	private static final Log logger = LogFactory.getLog(UdpTransportConfiguration.class);

	@Bean
	TransportSettings udpTransportSettings(UdpProperties properties) {
		if (properties.address() != null) {
			LocalAddressCheck.checkConfigured(properties.address());
		}
		return new TransportSettings(properties.address(), properties.port(), sharing(properties),
				(int) properties.receiveBuffer().toBytes(), properties.burstSize(),
				(int) properties.maxPayload().toBytes(), properties.segmentation());
	}

	// Shares the port with other processes only on request: each would receive a part of
	// the datagrams.
	private static PortSharing sharing(UdpProperties properties) {
		if (properties.reusePort()) {
			return PortSharing.ANY;
		}
		return (properties.listeners() > 1) ? PortSharing.LATER : PortSharing.NONE;
	}

	@Bean
	TransportFactory udpTransportFactory(UdpProperties properties) {
		TransportFactory inherited = inheritedSockets();
		if (inherited != null) {
			check(inherited, properties);
		}
		if (inherited != null || properties.transport() != TransportChoice.NIO) {
			String problem = LinuxTransport.findProblem();
			if (problem == null) {
				return (inherited != null) ? inherited : LinuxTransport::open;
			}
			if (inherited != null || properties.transport() == TransportChoice.LINUX) {
				throw refusal(properties.transport(), problem);
			}
			logger.info("Using the nio transport, because the linux transport does not work here: " + problem);
		}
		String problem = TransportTrial.run(NioTransport::open);
		if (problem != null) {
			throw refusal(properties.transport(), problem);
		}
		return NioTransport::open;
	}

	private static InvalidConfigurationPropertyValueException refusal(TransportChoice choice, String reason) {
		return new InvalidConfigurationPropertyValueException("udp.transport", choice, reason);
	}

	// Without systemd, its classes are not loaded.
	private static @Nullable TransportFactory inheritedSockets() {
		return (System.getenv("LISTEN_FDS") != null)
				? InheritedSockets.find(System.getenv(), ProcessHandle.current().pid()) : null;
	}

	static void check(TransportFactory inherited, UdpProperties properties) {
		if (properties.transport() == TransportChoice.NIO) {
			throw refusal(properties.transport(), "The sockets that systemd hands over need the linux transport.");
		}
		if (properties.reusePort()) {
			throw new InvalidConfigurationPropertyValueException("udp.reuse-port", true,
					"Set 'ReusePort=' in the socket unit instead, for the sockets that systemd hands over.");
		}
		int listeners = properties.listeners();
		if (listeners != 1 && listeners != inherited.count(listeners)) {
			throw new InvalidConfigurationPropertyValueException("udp.listeners", listeners,
					"systemd hands over %d sockets, and each has one listener. Remove the property."
						.formatted(inherited.count(listeners)));
		}
	}

}
