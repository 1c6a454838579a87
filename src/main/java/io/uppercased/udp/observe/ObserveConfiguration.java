package io.uppercased.udp.observe;

import java.time.Duration;
import java.time.Instant;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.udp.background.PeriodicTask;
import io.uppercased.udp.flow.ExchangesInFlight;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.TransportSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for meters, health, the {@code udp} endpoint and logs. Beans that
 * need Micrometer or Actuator exist only if it is present.
 */
@AutoConfiguration(afterName = { "io.uppercased.udp.autoconfigure.UdpAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnBean(UdpIngress.class)
@Lazy(false)
class ObserveConfiguration {

	@Bean
	PacketCounts udpPacketCounts() {
		return new PacketCounts();
	}

	@Bean
	SocketDrops udpSocketDrops(UdpIngress ingress) {
		return new SocketDrops(ingress);
	}

	@Bean
	DropLog udpDropLog() {
		return new DropLog(System::nanoTime);
	}

	@Bean
	LoopLog udpLoopLog() {
		return new LoopLog(System::nanoTime);
	}

	@Bean
	UdpHistory udpHistory(UdpIngress ingress, PacketCounts counts, SocketDrops socketDrops, ExchangesInFlight exchanges,
			ObjectProvider<BurstMeters> burstMeters) {
		Instant since = Instant.now();
		BurstMeters bursts = burstMeters.getIfAvailable();
		return new UdpHistory(() -> UdpPage.read(since, ingress, counts, socketDrops, exchanges, bursts),
				System::nanoTime);
	}

	@Bean
	AddressWatch udpAddressWatch(UdpIngress ingress, TransportSettings settings) {
		return new AddressWatch(ingress, settings);
	}

	@Bean
	PeriodicTask udpEverySecond(UdpIngress ingress, UdpHistory history, DropLog dropLog, AddressWatch address) {
		HangLog hangLog = new HangLog(ingress, HangLog.TIMEOUT);
		return new PeriodicTask("udp-every-second", Duration.ofSeconds(1), () -> {
			history.take();
			dropLog.logDue();
			hangLog.check();
			address.check();
		});
	}

	@Bean
	StartupLog udpStartupLog(UdpIngress ingress, TransportSettings settings, ObjectProvider<HealthUrl> healthUrl) {
		return new StartupLog(ingress, settings, healthUrl);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	@Lazy(false)
	static class MeterConfiguration {

		@Bean
		BurstMeters udpBurstMeters(MeterRegistry registry) {
			return new BurstMeters(registry);
		}

		@Bean
		UdpMeters udpMeters(UdpIngress ingress, PacketCounts counts, SocketDrops socketDrops,
				ExchangesInFlight exchanges, MeterRegistry registry) {
			return new UdpMeters(ingress, counts, socketDrops, exchanges, registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		@Bean
		@ConditionalOnEnabledHealthIndicator("udp")
		UdpHealthIndicator udpHealthIndicator(UdpIngress ingress, PacketCounts counts, UdpHistory history,
				ExchangesInFlight exchanges, AddressWatch address) {
			return new UdpHealthIndicator(ingress, counts, history, exchanges, address);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnAvailableEndpoint
		UdpEndpoint udpEndpoint(UdpHistory history, ObjectProvider<TopSenders> topSenders) {
			return new UdpEndpoint(history, topSenders.getIfAvailable());
		}

		@Bean
		HealthUrl udpHealthUrl(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
			return new HealthUrl(endpoints.getIfAvailable(), environment);
		}

	}

}
