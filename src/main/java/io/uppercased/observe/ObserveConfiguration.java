package io.uppercased.observe;

import java.time.Duration;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.uppercased.flow.RateLimiter;
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

	private static final Duration DROP_LOG_INTERVAL = Duration.ofSeconds(10);

	@Bean
	PacketMeters packetMeters() {
		return new PacketMeters();
	}

	@Bean
	BurstMeters burstMeters(MeterRegistry registry) {
		return new BurstMeters(registry);
	}

	@Bean
	DropLog dropLog() {
		return new DropLog(DROP_LOG_INTERVAL, System::nanoTime);
	}

	@Bean
	MeterBinder rateLimitMeters(RateLimiter rateLimiter) {
		return (registry) -> FunctionCounter.builder("udp.packets.over.limit", rateLimiter, RateLimiter::exceeded)
			.description("Datagrams over the rate limit of their source, dropped or (report-only) not")
			.register(registry);
	}

	@Bean
	SocketMeters socketMeters(MeterRegistry registry) {
		return new SocketMeters(registry);
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
