package io.uppercased.config;

import io.uppercased.config.UdpProperties.TransportChoice;
import io.uppercased.transport.Obstacle;
import io.uppercased.transport.TransportFactory;
import io.uppercased.transport.TransportSettings;
import io.uppercased.transport.TransportTrial;
import io.uppercased.transport.linux.LinuxTransport;
import io.uppercased.transport.linux.LinuxTrial;
import io.uppercased.transport.nio.NioTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Chooses the transport, and maps the properties to what it is told.
 */
@Configuration(proxyBeanMethods = false)
class TransportConfiguration {

	private static final Log logger = LogFactory.getLog(TransportConfiguration.class);

	@Bean
	TransportSettings transportSettings(UdpProperties properties) {
		return TransportSettings.builder()
			.address(properties.address())
			.port(properties.port())
			.reusePort(properties.listeners() > 1)
			.receiveBuffer((int) properties.receiveBuffer().toBytes())
			.burstSize(properties.burstSize())
			.maxPayload((int) properties.maxPayload().toBytes())
			.build();
	}

	/**
	 * The transport that was chosen.
	 * @throws InvalidConfigurationPropertyValueException if it does not work here
	 */
	@Bean
	TransportFactory transportFactory(UdpProperties properties) {
		if (properties.transport() != TransportChoice.NIO) {
			Obstacle obstacle = LinuxTrial.run();
			if (obstacle == null) {
				return LinuxTransport::open;
			}
			if (properties.transport() == TransportChoice.LINUX) {
				throw refusal(properties.transport(), describe(obstacle));
			}
			logger.info("Taking the nio transport, for the linux transport cannot be used: " + describe(obstacle));
		}
		Obstacle obstacle = TransportTrial.run(NioTransport::open);
		if (obstacle != null) {
			throw refusal(properties.transport(), describe(obstacle));
		}
		return NioTransport::open;
	}

	private static InvalidConfigurationPropertyValueException refusal(TransportChoice choice, String reason) {
		return new InvalidConfigurationPropertyValueException("udp.transport", choice, reason);
	}

	private static String describe(Obstacle obstacle) {
		return switch (obstacle.kind()) {
			case PLATFORM -> "it is for Linux on x86-64 and aarch64.";
			case NATIVE_ACCESS ->
				"Java refuses native access; add --enable-native-access=ALL-UNNAMED to its command line.";
			case LIBRARY -> "the C library cannot be linked: " + obstacle.cause();
			case KERNEL ->
				"a trial socket does not work, as where a seccomp profile denies a call: " + obstacle.cause();
		};
	}

}
