package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.uppercased.udp.admission.PortRange;
import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transform.TextTransformer;
import io.uppercased.udp.transport.PortSharing;
import io.uppercased.udp.transport.TransportFactory;
import io.uppercased.udp.transport.TransportSettings;
import io.uppercased.view.LiveView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.NullChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.udp.inbound.UnicastReceivingChannelAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application with this library and one transformer bean gets.
 */
@Execution(ExecutionMode.CONCURRENT)
class UdpAutoConfigurationTests {

	private final ApplicationContextRunner empty = new ApplicationContextRunner()
		.withInitializer((started) -> started.getBeanFactory()
			.setConversionService(ApplicationConversionService.getSharedInstance()))
		.withPropertyValues("udp.port=0", "udp.address=127.0.0.1")
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, UdpAutoConfiguration.class));

	private final ApplicationContextRunner context = this.empty.withBean("lower", TextTransformer.class,
			() -> (text) -> text.toLowerCase(Locale.ROOT));

	@Test
	void oneTransformerBeanMakesAServer() {
		this.context.run((started) -> assertThat(exchange(started, "HELLO")).isEqualTo("hello"));
	}

	@Test
	void aServerListensUnderLazyInitialization() {
		this.context
			.withInitializer(
					(started) -> started.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((started) -> assertThat(exchange(started, "HELLO")).isEqualTo("hello"));
	}

	@Test
	void aServerListensIfSpringIntegrationMustNotStartEndpoints() {
		this.context.withPropertyValues("spring.integration.endpoint.no-auto-startup=*")
			.run((started) -> assertThat(exchange(started, "HELLO")).isEqualTo("hello"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "yes", "on", "1", "TRUE" })
	void aServerIsSwitchedOnByAnySpellingOfTrue(String value) {
		this.context.withPropertyValues("udp.enabled=" + value)
			.run((started) -> assertThat(exchange(started, "HELLO")).isEqualTo("hello"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "udp.refused-source-ports", "udp.refused-source-ports[0]" })
	void aPortIsANumberInTheYamlOfAnApplication(String property) {
		this.context
			.withInitializer((started) -> started.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("yaml", Map.of(property, 53))))
			.run((started) -> assertThat(started.getBean(UdpProperties.class).refusedSourcePorts())
				.containsExactly(new PortRange(53, 53)));
	}

	@ParameterizedTest
	@CsvSource({ "'udp: {listeners: 1}',", "'udp:\n  listeners: 2 # two',",
			"'udp.listeners: 02', YAML reads 02 as 2. Write it in decimal digits or in quotes.",
			"'udp:\n  listeners: 0b11 # two', YAML reads 0b11 as 3.", "'udp.top-senders: 1:30', YAML reads 1:30 as 90.",
			"'udp: {refused-source-ports: [07]}', YAML reads 07 as 7.",
			"'udp.transformer: 017', YAML reads 017 as 15." })
	void aNumberInTheYamlOfAnApplicationThatIsNotDecimalIsRefused(String yaml, @Nullable String words)
			throws IOException {
		Resource file = new ByteArrayResource(yaml.translateEscapes().getBytes(StandardCharsets.UTF_8));
		List<PropertySource<?>> read = new YamlPropertySourceLoader().load("application.yml", file);
		this.context
			.withInitializer((started) -> started.getEnvironment().getPropertySources().addFirst(read.getFirst()))
			.run((result) -> {
				if (words == null) {
					assertThat(result).hasNotFailed();
				}
				else {
					assertThat(result).getFailure().rootCause().hasMessageContaining(words);
				}
			});
	}

	private static String exchange(AssertableApplicationContext started, String message) {
		int port = started.getEnvironment().getRequiredProperty("local.udp.port", Integer.class);
		try (UdpClient client = UdpClient.connected("127.0.0.1", port)) {
			return client.exchange(message);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "no", "off", "0" })
	void thereIsNoServerIfItIsSwitchedOff(String value) {
		this.empty.withPropertyValues("udp.enabled=" + value)
			.run((started) -> assertThat(started).hasNotFailed().doesNotHaveBean(UdpIngress.class));
	}

	@Test
	void anApplicationHasNoPropertiesOfTheService() {
		assertThat(PropertyDescription.readAll(new FilteredClassLoader(LiveView.class)))
			.extracting(PropertyDescription::name)
			.contains("udp.port", "udp.rate-limit.burst")
			.noneMatch((name) -> name.startsWith("udp.live-view"));
	}

	@Test
	void anApplicationInjectsItsOwnFlowChannelAndAdapterByType() {
		this.context.withUserConfiguration(OwnIntegration.class)
			.run((started) -> assertThat(started).hasNotFailed().hasBean("injected"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnIntegration {

		@Bean
		DirectChannel orders() {
			return new DirectChannel();
		}

		@Bean
		IntegrationFlow acme(@Qualifier("orders") DirectChannel orders) {
			return IntegrationFlow.from(orders).nullChannel();
		}

		@Bean
		UnicastReceivingChannelAdapter trackers() {
			UnicastReceivingChannelAdapter adapter = new UnicastReceivingChannelAdapter(0);
			adapter.setAutoStartup(false);
			adapter.setOutputChannel(new NullChannel());
			return adapter;
		}

		@Bean
		String injected(DirectChannel channel, IntegrationFlow flow, UnicastReceivingChannelAdapter adapter) {
			return channel.getFullChannelName() + flow + adapter.getPort();
		}

	}

	@Test
	void withoutATransformerTheStartSaysWhatToAdd() {
		this.empty.run((refused) -> assertThat(analyzed(refused)).contains("There is no transformer bean",
				"Add a bean that implements TextTransformer or PayloadTransformer", "udp.enabled=false"));
	}

	@Test
	void amongSeveralTransformersOneMustBeNamed() {
		ApplicationContextRunner two = this.context.withBean("other", PayloadTransformer.class,
				() -> (message, exchange) -> message);
		two.run((refused) -> assertThat(analyzed(refused)).contains("several transformer beans: lower, other.",
				"Set 'udp.transformer'"));
		two.withPropertyValues("udp.transformer=other")
			.run((started) -> assertThat(exchange(started, "HeLLo")).isEqualTo("HeLLo"));
		two.withPropertyValues("udp.transformer=upper")
			.run((refused) -> assertThat(refused).getFailure()
				.rootCause()
				.hasMessageContaining("No transformer bean has this name. There are: lower, other."));
	}

	private static String analyzed(AssertableApplicationContext refused) {
		Throwable cause = refused.getStartupFailure();
		while (cause != null && !(cause instanceof FailureAnalyzedException)) {
			cause = cause.getCause();
		}
		assertThat(cause).isNotNull();
		return ((FailureAnalyzedException) cause).analysis().getDescription() + "\n"
				+ ((FailureAnalyzedException) cause).analysis().getAction();
	}

	@Test
	void anotherRecordMayBindPropertiesBelowUdp() {
		this.context.withPropertyValues("udp.live-view.send=true")
			.run((refused) -> assertThat(refused).getFailure().rootCause().hasMessageContaining("udp.live-view.send"));
		ApplicationContextRunner withView = this.context.withUserConfiguration(ViewProperties.class);
		withView.withPropertyValues("udp.live-view.send=true")
			.run((started) -> assertThat(started.getBean(LiveView.class)).isEqualTo(new LiveView(true, true)));
		withView.withPropertyValues("udp.live-view.sned=true")
			.run((refused) -> assertThat(refused).getFailure().rootCause().hasMessageContaining("udp.live-view.sned"));
	}

	@Test
	void everySettingReachesTheTransport() {
		this.context
			.withPropertyValues("udp.address=127.0.0.2", "udp.port=0", "udp.reuse-port=true", "udp.receive-buffer=64KB",
					"udp.burst-size=3", "udp.max-payload=100B", "udp.segmentation=false", "udp.transport=auto")
			.run((started) -> assertThat(started.getBean(TransportSettings.class)).isEqualTo(new TransportSettings(
					InetAddress.ofLiteral("127.0.0.2"), 0, PortSharing.ANY, 65_536, 3, 100, false)));
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
	void segmentationCannotBeSwitchedOffWithTheNioTransport() {
		this.context.withPropertyValues("udp.transport=nio", "udp.segmentation=false")
			.run((refused) -> assertThat(refused).getFailure().rootCause().hasMessageContaining("udp.segmentation"));
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
	void theStopMayTakeTheLameDuckTheDrainTimeoutAndASecond() {
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
	void aShutdownTimeoutThatIsTooLongForTheContextIsRefused() {
		this.context.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=9223372036854775807s")
			.run((refused) -> assertThat(refused).getFailure()
				.rootCause()
				.hasMessageContaining("It must be at most 9223372036854775807ms."));
	}

	@ParameterizedTest
	@CsvSource({ "udp.address, It is empty", "udp.enabled, It is empty", "udp.refused-source-ports, It is empty",
			"udp.rate-limit, It is empty", "udp.allowed-sources[0], It is empty",
			"udp.port=#12, It is not in decimal digits", "udp.listeners=\u0662, It is not in decimal digits",
			"udp.lame-duck=9, It lacks a unit", "udp.lame-duck=${NONE:10}, It lacks a unit",
			"udp.lame-duck=P106751991167300D, It must be from 0s to 24h",
			"udp.drain-timeout=-9223372036854775808ns, It must be from 0s to 24h" })
	void aValueThatIsProbablyAMistakeIsRefused(String property, String reason) {
		this.context.withPropertyValues(property.contains("=") ? property : property + "= ")
			.run((refused) -> assertThat(refused).getFailure().rootCause().hasMessageContaining(reason));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(LiveView.class)
	static class ViewProperties {

	}

}
