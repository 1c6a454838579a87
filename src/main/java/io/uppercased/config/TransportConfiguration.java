package io.uppercased.config;

import io.uppercased.config.UdpProperties.TransportChoice;
import io.uppercased.transport.Obstacle;
import io.uppercased.transport.TransportFactory;
import io.uppercased.transport.TransportSettings;
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
		if (properties.address() != null) {
			OwnAddressCheck.check(properties.address());
		}
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
	 * @throws InvalidConfigurationPropertyValueException if it does not work here, or the
	 * memory cannot hold its bursts
	 */
	@Bean
	TransportFactory transportFactory(UdpProperties properties) {
		BurstMemory memory = new BurstMemory(properties.listeners(), properties.burstSize());
		memory.check();
		return memory.within(choose(properties));
	}

	private static TransportFactory choose(UdpProperties properties) {
		if (properties.transport() == TransportChoice.NIO) {
			return NioTransport::open;
		}
		Obstacle obstacle = LinuxTrial.run();
		if (obstacle == null) {
			return LinuxTransport::open;
		}
		if (properties.transport() == TransportChoice.LINUX) {
			throw new InvalidConfigurationPropertyValueException("udp.transport", properties.transport(),
					describe(obstacle));
		}
		logger.info("Taking the nio transport, for the linux transport cannot be used: " + describe(obstacle));
		return NioTransport::open;
	}

	private static String describe(Obstacle obstacle) {
		return switch (obstacle.kind()) {
			case PLATFORM -> "it is for Linux on x86-64 and aarch64.";
			case NATIVE_ACCESS ->
				"Java refuses native access; add --enable-native-access=ALL-UNNAMED to its command line.";
			case LIBRARY -> "the C library cannot be linked: " + obstacle.cause();
			case KERNEL -> "a trial socket does not work: " + obstacle.cause();
		};
	}

}
