package io.uppercased.udp.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.flow.Transformation;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.TestDatagram;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transform.TextTransformer;
import io.uppercased.view.LiveView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.NullChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.udp.inbound.UnicastReceivingChannelAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What an application with this library and one transformer bean gets. */
@Execution(ExecutionMode.CONCURRENT)
class UdpAutoConfigurationTests {

	private static final TextTransformer LOWER = (text) -> text.toLowerCase(Locale.ROOT);

	private static final PayloadTransformer SAME = (message, exchange) -> message;

	private final ApplicationContextRunner empty = new ApplicationContextRunner()
		.withInitializer((started) -> started.getBeanFactory()
			.setConversionService(ApplicationConversionService.getSharedInstance()))
		.withPropertyValues("udp.port=0", "udp.address=127.0.0.1")
		.withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, UdpAutoConfiguration.class));

	private final ApplicationContextRunner context = this.empty.withBean("lower", TextTransformer.class, () -> LOWER);

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

	private static String exchange(AssertableApplicationContext started, String message) {
		int port = started.getEnvironment().getRequiredProperty("local.udp.port", Integer.class);
		try (UdpClient client = UdpClient.connected("127.0.0.1", port)) {
			return client.exchange(message);
		}
	}

	@Test
	void thereIsNoServerIfItIsSwitchedOff() {
		this.empty.withPropertyValues("udp.enabled=false")
			.run((started) -> assertThat(started).hasNotFailed().doesNotHaveBean(UdpIngress.class));
	}

	@ParameterizedTest
	@CsvSource({ "yes, true", "on, true", "1, true", "TRUE, true", "false, false", "no, false", "off, false",
			"0, false" })
	void aServerIsSwitchedOnAndOffByAnySpelling(String value, boolean enabled) {
		new ApplicationContextRunner().withPropertyValues("udp.enabled=" + value)
			.withUserConfiguration(Server.class)
			.run((started) -> assertThat(started.getBeansOfType(Server.class)).hasSize(enabled ? 1 : 0));
		assertThat(BoundProperties.library("udp.enabled", value).enabled()).isEqualTo(enabled);
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(UdpAutoConfiguration.Enabled.class)
	static class Server {

	}

	@ParameterizedTest
	@CsvSource({ "udp.lame-duck=9, It lacks a unit", "udp.live-view.send=true, udp.live-view.send",
			"udp.lame-duck=28s, spring.lifecycle.timeout-per-shutdown-phase" })
	void aServerWithAMistakeInItsPropertiesDoesNotStart(String property, String words) {
		this.context.withPropertyValues(property)
			.run((refused) -> assertThat(refused).getFailure().rootCause().hasMessageContaining(words));
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
		assertThatExceptionOfType(FailureAnalyzedException.class).isThrownBy(() -> choose(Map.of())).satisfies((ex) -> {
			assertThat(ex.analysis().getDescription()).contains("There is no transformer bean");
			assertThat(ex.analysis().getAction())
				.contains("Add a bean that implements TextTransformer or PayloadTransformer", "udp.enabled=false");
		});
	}

	@Test
	void amongSeveralTransformersOneMustBeNamed() {
		Map<String, PayloadTransformer> two = Map.of("other", SAME, "lower", LOWER);
		assertThatExceptionOfType(FailureAnalyzedException.class).isThrownBy(() -> choose(two)).satisfies((ex) -> {
			assertThat(ex.analysis().getDescription()).contains("several transformer beans: lower, other.");
			assertThat(ex.analysis().getAction()).contains("Set 'udp.transformer'");
		});
		TestDatagram datagram = new TestDatagram("HeLLo".getBytes(StandardCharsets.US_ASCII));
		choose(two, "udp.transformer", "other").accept(TestDatagram.burst(datagram));
		assertThat(datagram.replyText()).isEqualTo("HeLLo");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> choose(two, "udp.transformer", "upper"))
			.withMessageContaining("No transformer bean has this name. There are: lower, other.");
	}

	private static Transformation choose(Map<String, PayloadTransformer> transformers, String... properties) {
		return new UdpAutoConfiguration().udpTransformation(BoundProperties.library(properties), transformers);
	}

	@Test
	void theStopMayTakeTheLameDuckTheDrainTimeoutAndASecond() {
		assertThat(stop(Duration.ofSeconds(30), "udp.lame-duck", "10ms", "udp.drain-timeout", "2s").maxDuration())
			.isEqualTo(Duration.ofMillis(3010));
	}

	@Test
	void aStopThatTheContextWouldCutShortIsRefused() {
		assertThatExceptionOfType(FailureAnalyzedException.class)
			.isThrownBy(() -> stop(Duration.ofMillis(3010), "udp.lame-duck", "10ms", "udp.drain-timeout", "2s"))
			.withMessageContaining("udp.lame-duck")
			.withMessageContaining("udp.drain-timeout")
			.withMessageContaining("spring.lifecycle.timeout-per-shutdown-phase");
	}

	@Test
	void aShutdownTimeoutThatIsTooLongForTheContextIsRefused() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> stop(Duration.ofSeconds(Long.MAX_VALUE)))
			.withMessageContaining("It must be at most 9223372036854775807ms.");
	}

	private static GracefulStop stop(Duration phaseTimeout, String... properties) {
		LifecycleProperties lifecycle = new LifecycleProperties();
		lifecycle.setTimeoutPerShutdownPhase(phaseTimeout);
		return new UdpAutoConfiguration().udpGracefulStop(BoundProperties.library(properties), lifecycle);
	}

}
