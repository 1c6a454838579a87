package io.uppercased.udp.autoconfigure;

import java.net.InetAddress;
import java.time.Duration;

import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.view.LiveView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the properties become.
 */
class UdpConfigurationTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withInitializer((started) -> started.getBeanFactory()
			.setConversionService(ApplicationConversionService.getSharedInstance()))
		.withPropertyValues("udp.port=0", "udp.address=127.0.0.1")
		.withUserConfiguration(UdpConfiguration.class, TransportConfiguration.class, Channel.class);

	@Test
	void everySettingReachesTheTransport() {
		this.context
			.withPropertyValues("udp.address=127.0.0.2", "udp.port=0", "udp.reuse-port=true", "udp.receive-buffer=64KB",
					"udp.burst-size=3", "udp.max-payload=100B")
			.run((started) -> assertThat(started.getBean(TransportSettings.class)).isEqualTo(
					new TransportSettings(InetAddress.ofLiteral("127.0.0.2"), 0, PortSharing.ANY, 65_536, 3, 100)));
	}

	@Test
	void listenersShareAPortAmongThemselvesOnlyAndOneSharesNone() {
		this.context.run((started) -> assertThat(started.getBean(TransportSettings.class).sharing())
			.isEqualTo(PortSharing.NONE));
		this.context.withPropertyValues("udp.listeners=2")
			.run((started) -> assertThat(started.getBean(TransportSettings.class).sharing())
				.isEqualTo(PortSharing.LATER));
	}

	@Test
	void theTransportIsTheOneThatIsNamed() {
		this.context.withPropertyValues("udp.transport=nio").run((started) -> {
			TransportSettings settings = started.getBean(TransportSettings.class);
			try (var transport = started.getBean(TransportFactory.class).open(settings)) {
				assertThat(transport.name()).isEqualTo("nio");
			}
		});
	}

	@Test
	void theStopMayTakeBothTimesAndASecond() {
		this.context.withPropertyValues("udp.lame-duck=10ms", "udp.drain-timeout=2s")
			.run((started) -> assertThat(started.getBean(GracefulStop.class).maxDuration())
				.isEqualTo(Duration.ofMillis(3010)));
	}

	@Test
	void aStopThatTheContextWouldCutShortIsRefused() {
		this.context.withPropertyValues("udp.lame-duck=28s")
			.run((refused) -> assertThat(refused).getFailure()
				.rootCause()
				.hasMessageContaining("udp.lame-duck")
				.hasMessageContaining("udp.drain-timeout")
				.hasMessageContaining("spring.lifecycle.timeout-per-shutdown-phase"));
	}

	@Test
	void aTimeToStopInThatTheContextCannotTakeIsRefused() {
		this.context.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=9223372036854775807s")
			.run((refused) -> assertThat(refused).getFailure()
				.rootCause()
				.hasMessageContaining("It must be at most 9223372036854775807ms."));
	}

	@ParameterizedTest
	@CsvSource({ "udp.address, It is empty", "udp.refused-source-ports, It is empty", "udp.rate-limit, It is empty",
			"udp.allowed-sources[0], It is empty", "udp.port=#12, It is not in decimal digits",
			"udp.listeners=\u0662, It is not in decimal digits", "udp.lame-duck=9, It lacks a unit",
			"udp.lame-duck=${NONE:10}, It lacks a unit", "udp.lame-duck=P106751991167300D, It must be from 0s to 24h",
			"udp.drain-timeout=-9223372036854775808ns, It must be from 0s to 24h" })
	void aValueThatNobodyCanHaveMeantIsRefused(String property, String reason) {
		this.context.withPropertyValues(property.contains("=") ? property : property + "= ")
			.run((refused) -> assertThat(refused).getFailure().rootCause().hasMessageContaining(reason));
	}

	@Test
	void theLiveViewIsThereUnlessItIsTurnedOff() {
		this.context.run((started) -> assertThat(started.getBean(LiveView.class)).isEqualTo(new LiveView(true, false)));
		this.context.withPropertyValues("udp.live-view.enabled=false")
			.run((started) -> assertThat(started.getBean(LiveView.class).enabled()).isFalse());
	}

	@Configuration(proxyBeanMethods = false)
	static class Channel {

		@Bean
		DirectChannel bursts() {
			return new DirectChannel();
		}

	}

}
