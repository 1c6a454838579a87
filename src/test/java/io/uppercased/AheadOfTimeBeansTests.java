package io.uppercased;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service with the generated beans of the image behaves as without them. Some tests
 * need a build that generates them: {@code mvn -Paot package}.
 */
@ReadsLog
class AheadOfTimeBeansTests {

	private static final String LIFECYCLE = "org.springframework.context.support.DefaultLifecycleProcessor";

	/** Beans from test libraries, and those that are not needed after the generation. */
	private static final Pattern ONLY_HERE = Pattern.compile(
			"^(org\\.springframework|openTelemetry|management\\.opentelemetry|jsonPath|gatewayProxyBeanDefinitionPostProcessor)|ackson2");

	static boolean areGenerated() {
		return AheadOfTimeBeans.areGenerated(UppercasedApplication.class);
	}

	@AfterEach
	void resetTheChoice() {
		SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
	}

	@ParameterizedTest
	@CsvSource({ "udp.port,false", "udp.live-view.enabled,false", "server.port,false", "logging.level.root,false",
			"spring.lifecycle.timeout-per-shutdown-phase,false", "anything.else,false", "management.server.port,true",
			"management.otlp.metrics.export.enabled,true", "server.ssl.bundle,true",
			"spring.threads.virtual.enabled,true" })
	void findsPropertiesThatConditionsOfSpringBootMayRead(String property, boolean conditional) {
		StandardEnvironment environment = new StandardEnvironment();
		assertThat(AheadOfTimeBeans.findConditional(environment)).isEmpty();
		environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(property, "1")));
		assertThat(AheadOfTimeBeans.findConditional(environment).isPresent()).isEqualTo(conditional);
	}

	@Test
	void readsTheEnvironmentAndFilesExceptTheFileInTheJar() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("Config resource 'class path resource [application.yml]' via location ''",
					Map.of("management.otlp.metrics.export.enabled", "false")));
		assertThat(AheadOfTimeBeans.findConditional(environment)).isEmpty();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of("MANAGEMENT_SERVER_PORT", "1")));
		assertThat(AheadOfTimeBeans.findConditional(environment)).hasToString("Optional[management.server.port]");
	}

	@Test
	void ignoresAFileWithTheValuesOfTheJar() {
		StandardEnvironment environment = new StandardEnvironment();
		Map<String, Object> jar = Map.of("spring.main.banner-mode", "off", "server.tomcat.threads.max", 16);
		environment.getPropertySources()
			.addLast(new MapPropertySource("Config resource 'class path resource [application.yml]' via location ''",
					jar));
		environment.getPropertySources()
			.addFirst(new MapPropertySource("Config resource 'file [application.yml]'", jar));
		assertThat(AheadOfTimeBeans.findConditional(environment)).isEmpty();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("spring.main.banner-mode", "console")));
		assertThat(AheadOfTimeBeans.findConditional(environment)).hasToString("Optional[spring.main.banner-mode]");
	}

	@Test
	@DisabledIf("areGenerated")
	void doesNothingIfNoBeansWereGenerated() {
		new SpringApplicationBuilder(Object.class).main(UppercasedApplication.class)
			.web(WebApplicationType.NONE)
			.run()
			.close();
		assertThat(SpringProperties.getProperty(AotDetector.AOT_ENABLED)).isNull();
	}

	@Test
	@EnabledIf("areGenerated")
	void generatedBeansAreThoseOfTheJarAndStopInTheSameOrder(CapturedOutput output) {
		SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
		Map<String, String> notGenerated = runOnce();
		List<String> stopsOfTheJar = stops(output.getOut());
		String before = output.getOut();
		SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
		Map<String, String> generated = runOnce();
		assertThat(SpringProperties.getFlag(AotDetector.AOT_ENABLED)).isTrue();
		assertThat(generated).containsExactlyEntriesOf(notGenerated);
		assertThat(stopsOfTheJar).hasSizeGreaterThan(5);
		assertThat(stops(output.getOut().substring(before.length()))).isEqualTo(stopsOfTheJar);
	}

	@Test
	@EnabledIf("areGenerated")
	void doesNotUseGeneratedBeansIfAPropertyCouldChangeThem(CapturedOutput output) {
		try (TestService service = TestService.start("--management.otlp.metrics.export.enabled=true",
				"--management.otlp.metrics.export.step=1h")) {
			assertThat(output)
				.contains("Not using the beans generated for the image, because 'management.otlp.metrics.export.");
			assertThat(service.context().containsBean("otlpMeterRegistry")).isTrue();
		}
	}

	private static Map<String, String> runOnce() {
		try (TestService service = TestService.start("--logging.level.%s=trace".formatted(LIFECYCLE));
				UdpClient client = service.client()) {
			assertThat(client.exchange("hello")).isEqualTo("HELLO");
			Map<String, String> beans = new TreeMap<>();
			service.context()
				.getBeansOfType(Object.class, false, false)
				.entrySet()
				.stream()
				.filter((bean) -> !ONLY_HERE.matcher(bean.getKey()).find())
				.filter((bean) -> service.context().containsBeanDefinition(bean.getKey()))
				.filter((bean) -> !(bean.getValue() instanceof BeanFactoryPostProcessor))
				.forEach(
						(bean) -> beans.put(bean.getKey(), bean.getValue().getClass().getName().replaceAll("/.*", "")));
			return beans;
		}
	}

	private static List<String> stops(String output) {
		return output.lines()
			.filter((line) -> line.contains("to stop"))
			.map((line) -> line.replaceAll(".* : ", ""))
			.toList();
	}

}
