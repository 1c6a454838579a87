package io.uppercased.config;

import java.net.InetAddress;
import java.time.Duration;

import io.uppercased.flow.GracefulStop;
import io.uppercased.transport.PortSharing;
import io.uppercased.transport.TransportFactory;
import io.uppercased.transport.TransportSettings;
import io.uppercased.view.LiveView;
import org.junit.jupiter.api.Test;

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
