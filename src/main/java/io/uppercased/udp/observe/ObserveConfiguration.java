package io.uppercased.udp.observe;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.transport.TransportSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.TaskScheduler;

/**
 * What watches the flow.
 */
@AutoConfiguration(afterName = "io.uppercased.udp.autoconfigure.UdpAutoConfiguration")
@Lazy(false)
class ObserveConfiguration {

	private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration DROP_LOG_INTERVAL = Duration.ofSeconds(10);

	private static final Duration LOOP_LOG_INTERVAL = Duration.ofMinutes(10);

	@Bean
	PacketMeters packetMeters() {
		return new PacketMeters();
	}

	@Bean
	BurstMeters burstMeters(MeterRegistry registry) {
		return new BurstMeters(registry);
	}

	@Bean
	@SuppressWarnings("FutureReturnValueIgnored") // the scheduler logs what is thrown
	DropLog dropLog(TaskScheduler taskScheduler) {
		DropLog dropLog = new DropLog(DROP_LOG_INTERVAL, System::nanoTime);
		taskScheduler.scheduleWithFixedDelay(dropLog::logDue, Duration.ofSeconds(1));
		return dropLog;
	}

	@Bean
	LoopLog loopLog() {
		return new LoopLog(LOOP_LOG_INTERVAL, System::nanoTime);
	}

	@Bean
	SocketMeters socketMeters(UdpIngress ingress, MeterRegistry registry) {
		return new SocketMeters(ingress, registry);
	}

	@Bean
	UdpHealthIndicator udpHealthIndicator(UdpIngress ingress, UdpEndpoint endpoint) {
		return new UdpHealthIndicator(ingress, endpoint, HEARTBEAT_TIMEOUT);
	}

	@Bean
	UdpEndpoint udpEndpoint(UdpIngress ingress, PacketMeters packetMeters, BurstMeters burstMeters,
			ObjectProvider<TopSenders> topSenders, TaskScheduler taskScheduler) {
		return new UdpEndpoint(ingress, packetMeters, burstMeters, topSenders.getIfAvailable(), taskScheduler);
	}

	@Bean
	StartupLog startupLog(UdpIngress ingress, TransportSettings settings, Environment environment) {
		return new StartupLog(ingress, settings, environment);
	}

}
