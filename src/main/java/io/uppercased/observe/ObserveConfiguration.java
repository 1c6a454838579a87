package io.uppercased.observe;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.flow.UdpIngress;
import io.uppercased.flow.UdpProperties;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * What watches the flow.
 */
@Configuration(proxyBeanMethods = false)
class ObserveConfiguration {

	private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

	@Bean
	PacketMeters packetMeters() {
		return new PacketMeters();
	}

	@Bean
	BurstMeters burstMeters(MeterRegistry registry) {
		return new BurstMeters(registry);
	}

	@Bean
	SocketMeters socketMeters(UdpIngress ingress, UdpProperties properties) {
		return new SocketMeters(ingress, properties.listeners());
	}

	@Bean
	UdpHealthIndicator udpHealthIndicator(UdpIngress ingress) {
		return new UdpHealthIndicator(ingress, HEARTBEAT_TIMEOUT);
	}

	@Bean
	UdpEndpoint udpEndpoint(UdpIngress ingress, PacketMeters packetMeters, BurstMeters burstMeters) {
		return new UdpEndpoint(ingress, packetMeters, burstMeters);
	}

	@Bean
	StartupLog startupLog(Environment environment, UdpProperties properties) {
		return new StartupLog(environment, properties.receiveBuffer());
	}

}
