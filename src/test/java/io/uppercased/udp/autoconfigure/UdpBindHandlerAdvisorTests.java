package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.uppercased.udp.admission.PortRange;
import io.uppercased.view.LiveView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Properties in an application, whose YAML is read by Spring Boot and not by the service.
 */
@Execution(ExecutionMode.CONCURRENT)
class UdpBindHandlerAdvisorTests {

	@ParameterizedTest
	@CsvSource({ "'udp: {listeners: 1}', 1", "'udp:\n  listeners: 2 # two', 2" })
	void aDecimalNumberIsAccepted(String yaml, int listeners) throws IOException {
		assertThat(bind(read(yaml)).udp().listeners()).isEqualTo(listeners);
	}

	@ParameterizedTest
	@CsvSource({ "'udp.listeners: 02', YAML reads 02 as 2. Write it in decimal digits or in quotes.",
			"'udp:\n  listeners: 0b11 # two', YAML reads 0b11 as 3.", "'udp.top-senders: 1:30', YAML reads 1:30 as 90.",
			"'udp: {refused-source-ports: [07]}', YAML reads 07 as 7.",
			"'udp.transformer: 017', YAML reads 017 as 15." })
	void aNumberThatIsNotDecimalIsRefused(String yaml, String words) throws IOException {
		PropertySource<?> source = read(yaml);
		assertThatException().isThrownBy(() -> bind(source)).havingRootCause().withMessageContaining(words);
	}

	@ParameterizedTest
	@ValueSource(strings = { "udp.refused-source-ports", "udp.refused-source-ports[0]" })
	void aPortIsANumber(String property) {
		assertThat(bind(new MapPropertySource("yaml", Map.of(property, 53))).udp().refusedSourcePorts())
			.containsExactly(new PortRange(53, 53));
	}

	@Test
	void anotherRecordMayBindPropertiesBelowUdp() {
		assertThat(bind(new MapPropertySource("test", Map.of("udp.live-view.send", true))).view())
			.isEqualTo(new LiveView(true, true));
	}

	private static PropertySource<?> read(String yaml) throws IOException {
		return new YamlPropertySourceLoader()
			.load("application.yml", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.getFirst();
	}

	private static BoundProperties bind(PropertySource<?> source) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(source);
		return BoundProperties.bind(environment);
	}

}
