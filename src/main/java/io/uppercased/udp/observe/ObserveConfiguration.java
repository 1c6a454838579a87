package io.uppercased.udp.observe;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.TransportSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.TaskScheduler;

/**
 * The beans that observe the flow.
 */
@AutoConfiguration(afterName = "io.uppercased.udp.autoconfigure.UdpAutoConfiguration")
@Lazy(false)
class ObserveConfiguration {

	private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration DROP_LOG_INTERVAL = Duration.ofSeconds(10);

	private static final Duration LOOP_LOG_INTERVAL = Duration.ofMinutes(10);

	@Bean
	PacketCounts udpPacketCounts() {
		return new PacketCounts();
	}

	@Bean
	BurstMeters udpBurstMeters(MeterRegistry registry) {
		return new BurstMeters(registry);
	}

	@Bean
	SocketDrops udpSocketDrops(UdpIngress ingress) {
		return new SocketDrops(ingress::transports);
	}

	@Bean
	UdpMeters udpMeters(UdpIngress ingress, PacketCounts counts, SocketDrops socketDrops, MeterRegistry registry) {
		return new UdpMeters(ingress, counts, socketDrops, registry);
	}

	@Bean
	@SuppressWarnings("FutureReturnValueIgnored") // the scheduler logs what is thrown
	DropLog udpDropLog(TaskScheduler taskScheduler) {
		DropLog dropLog = new DropLog(DROP_LOG_INTERVAL, System::nanoTime);
		taskScheduler.scheduleWithFixedDelay(dropLog::logDue, Duration.ofSeconds(1));
		return dropLog;
	}

	@Bean
	LoopLog udpLoopLog() {
		return new LoopLog(LOOP_LOG_INTERVAL, System::nanoTime);
	}

	@Bean
	PageReader udpPageReader(UdpIngress ingress, PacketCounts counts, SocketDrops socketDrops,
			ObjectProvider<BurstMeters> bursts) {
		return new PageReader(ingress, counts, socketDrops, bursts.getIfAvailable());
	}

	@Bean
	@SuppressWarnings("FutureReturnValueIgnored") // the scheduler logs what is thrown
	UdpHistory udpHistory(PageReader page, TaskScheduler taskScheduler) {
		UdpHistory history = new UdpHistory(page::read, System::nanoTime);
		taskScheduler.scheduleWithFixedDelay(history::take, UdpHistory.PERIOD);
		return history;
	}

	@Bean
	UdpHealthIndicator udpHealthIndicator(UdpIngress ingress, PacketCounts counts, UdpHistory history) {
		return new UdpHealthIndicator(ingress, counts, history, HEARTBEAT_TIMEOUT);
	}

	@Bean
	UdpEndpoint udpEndpoint(PageReader page, UdpHistory history, ObjectProvider<TopSenders> topSenders) {
		return new UdpEndpoint(page, history, topSenders.getIfAvailable());
	}

	@Bean
	HealthUrl udpHealthUrl(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
		return new HealthUrl(endpoints.getIfAvailable(), environment);
	}

	@Bean
	StartupLog udpStartupLog(UdpIngress ingress, TransportSettings settings, HealthUrl healthUrl) {
		return new StartupLog(ingress, settings, healthUrl::find);
	}

}
