package io.uppercased.udp.autoconfigure;

import io.uppercased.udp.autoconfigure.UdpProperties.TransportChoice;
import io.uppercased.udp.systemd.InheritedSockets;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.udp.transport.TransportTrial;
import io.uppercased.udp.transport.linux.LinuxTransport;
import io.uppercased.udp.transport.linux.LinuxTrial;
import io.uppercased.udp.transport.nio.NioTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Chooses the transport, and maps the properties to what it is told.
 */
@Configuration(proxyBeanMethods = false)
@Lazy(false)
class UdpTransportConfiguration {

	private static final Log logger = LogFactory.getLog(UdpTransportConfiguration.class);

	@Bean
	TransportSettings udpTransportSettings(UdpProperties properties) {
		if (properties.address() != null) {
			OwnAddressCheck.check(properties.address());
		}
		return new TransportSettings(properties.address(), properties.port(), sharing(properties),
				(int) properties.receiveBuffer().toBytes(), properties.burstSize(),
				(int) properties.maxPayload().toBytes(), properties.segmentation());
	}

	// Two services that share a port by mistake are worse than one that does not start.
	private static PortSharing sharing(UdpProperties properties) {
		if (properties.reusePort()) {
			return PortSharing.ANY;
		}
		return (properties.listeners() > 1) ? PortSharing.LATER : PortSharing.NONE;
	}

	/**
	 * The transport that was chosen.
	 * @throws InvalidConfigurationPropertyValueException if it does not work here
	 */
	@Bean
	TransportFactory udpTransportFactory(UdpProperties properties) {
		TransportFactory inherited = inheritedSockets();
		if (inherited != null) {
			check(inherited, properties);
		}
		if (inherited != null || properties.transport() != TransportChoice.NIO) {
			String obstacle = LinuxTrial.run();
			if (obstacle == null) {
				return (inherited != null) ? inherited : LinuxTransport::open;
			}
			if (inherited != null || properties.transport() == TransportChoice.LINUX) {
				throw refusal(properties.transport(), obstacle);
			}
			logger.info("Taking the nio transport, for the linux transport cannot be used: " + obstacle);
		}
		String obstacle = TransportTrial.run(NioTransport::open);
		if (obstacle != null) {
			throw refusal(properties.transport(), obstacle);
		}
		return NioTransport::open;
	}

	private static InvalidConfigurationPropertyValueException refusal(TransportChoice choice, String reason) {
		return new InvalidConfigurationPropertyValueException("udp.transport", choice, reason);
	}

	// What is of systemd is not so much as loaded where there is none.
	private static @Nullable TransportFactory inheritedSockets() {
		return (System.getenv("LISTEN_FDS") != null)
				? InheritedSockets.find(System.getenv(), ProcessHandle.current().pid()) : null;
	}

	static void check(TransportFactory inherited, UdpProperties properties) {
		if (properties.transport() == TransportChoice.NIO) {
			throw refusal(properties.transport(), "The sockets that systemd hands over take the linux transport.");
		}
		if (properties.reusePort()) {
			throw new InvalidConfigurationPropertyValueException("udp.reuse-port", true,
					"For the sockets that systemd hands over, 'ReusePort=' in the socket unit says so.");
		}
		int listeners = properties.listeners();
		if (listeners != 1 && listeners != inherited.count(listeners)) {
			throw new InvalidConfigurationPropertyValueException("udp.listeners", listeners,
					"There is one for each socket that systemd hands over, which is %d. Leave it out."
						.formatted(inherited.count(listeners)));
		}
	}

}
