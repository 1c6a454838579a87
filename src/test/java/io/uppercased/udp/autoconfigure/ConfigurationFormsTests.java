package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.uppercased.udp.admission.PortRange;
import io.uppercased.udp.admission.SourceRange;
import io.uppercased.udp.autoconfigure.UdpProperties.MalformedInput;
import io.uppercased.udp.autoconfigure.UdpProperties.RateLimit;
import io.uppercased.udp.autoconfigure.UdpProperties.TransportChoice;
import io.uppercased.view.LiveView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A property of the service means the same wherever it is set. Skipped if the build sets
 * a property (-Dudp.transport=nio), because that has precedence over a file.
 */
@Execution(ExecutionMode.CONCURRENT)
@DisabledIfSystemProperty(named = "udp.transport", matches = ".+")
class ConfigurationFormsTests {

	private static final Map<String, String> VALUES = Map.ofEntries(Map.entry("udp.enabled", "false"),
			Map.entry("udp.address", "127.0.0.2"), Map.entry("udp.port", "05300"), Map.entry("udp.listeners", "2"),
			Map.entry("udp.reuse-port", "true"), Map.entry("udp.transport", "linux"),
			Map.entry("udp.segmentation", "no"), Map.entry("udp.burst-size", "010"),
			Map.entry("udp.max-payload", "1KB"), Map.entry("udp.receive-buffer", "2MB"),
			Map.entry("udp.transformer", "007"), Map.entry("udp.malformed-input", "replace"),
			Map.entry("udp.allowed-sources", "10.0.0.0/8,::1"), Map.entry("udp.rate-limit.per-source", "100"),
			Map.entry("udp.rate-limit.burst", "0200"), Map.entry("udp.rate-limit.report-only", "on"),
			Map.entry("udp.lame-duck", "0"), Map.entry("udp.drain-timeout", "500ms"),
			Map.entry("udp.max-in-flight", "099"), Map.entry("udp.reply-timeout", "1m"),
			Map.entry("udp.refused-source-ports", "0,053,1000-1023"), Map.entry("udp.top-senders", "012"),
			Map.entry("udp.live-view.enabled", "false"), Map.entry("udp.live-view.send", "yes"));

	private static final BoundProperties EXPECTED = new BoundProperties(
			new UdpProperties(false, InetAddress.ofLiteral("127.0.0.2"), 5300, 2, true, TransportChoice.LINUX, false,
					10, DataSize.ofKilobytes(1), DataSize.ofMegabytes(2), "007", MalformedInput.REPLACE,
					List.of(SourceRange.valueOf("10.0.0.0/8"), SourceRange.valueOf("::1")),
					new RateLimit(100, 200, true), Duration.ZERO, Duration.ofMillis(500), 99, Duration.ofMinutes(1),
					List.of(new PortRange(0, 0), new PortRange(53, 53), new PortRange(1000, 1023)), 12),
			new LiveView(false, true));

	@TempDir
	Path directory;

	@Test
	void everyPropertyHasAValueHere() {
		assertThat(PropertyDescription.readAll()).extracting(PropertyDescription::name)
			.containsExactlyInAnyOrderElementsOf(VALUES.keySet());
	}

	@ParameterizedTest
	@CsvSource({ "application.properties, %s=%s", "application.yml, %s: %s", "application.yml, '%s: \"%s\"'",
			"application.yaml, '%s: ''%s'''" })
	void everyPropertyMeansTheSameInAFile(String file, String form) throws IOException {
		assertThat(bindFile(file, lines(form))).usingRecursiveComparison().isEqualTo(EXPECTED);
	}

	@Test
	void everyPropertyMeansTheSameInListsOfYaml() throws IOException {
		assertThat(bindFile("application.yml", VALUES.entrySet()
			.stream()
			.map((entry) -> "%s: %s\n".formatted(entry.getKey(),
					entry.getValue().contains(",") ? entry.getValue().replaceAll("(^|,)", "\n- ") : entry.getValue()))
			.collect(Collectors.joining()))).usingRecursiveComparison().isEqualTo(EXPECTED);
	}

	@Test
	void everyPropertyMeansTheSameInTheEnvironment() {
		Map<String, Object> variables = new HashMap<>();
		VALUES.forEach((name, value) -> variables.put(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT),
				value));
		assertThat(run(variables)).usingRecursiveComparison().isEqualTo(EXPECTED);
	}

	@Test
	void everyPropertyMeansTheSameOnTheCommandLine() {
		assertThat(run(Map.of(), lines("--%s=%s").split("\n"))).usingRecursiveComparison().isEqualTo(EXPECTED);
	}

	@Test
	void everyDefaultValueThatTheHelpShowsIsTheDefault() {
		String[] defaults = PropertyDescription.readAll()
			.stream()
			.filter((property) -> !property.defaultValue().isEmpty())
			.map((property) -> "--%s=%s".formatted(property.name(), property.defaultValue()))
			.toArray(String[]::new);
		assertThat(defaults).hasSizeGreaterThan(10);
		assertThat(BoundProperties.bind(BoundProperties.commandLine(defaults)))
			.isEqualTo(BoundProperties.bind(new StandardEnvironment()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "20:00", "0b11", "0x2ee0", "1_000", "1e3", "12.0", ".inf" })
	void whatOnlyYamlReadsAsANumberIsRefusedInAllForms(String port) {
		assertThatException().isThrownBy(() -> BoundProperties.bind(BoundProperties.commandLine("--udp.port=" + port)));
		assertThatException().isThrownBy(() -> bindFile("application.yml", "udp.port: " + port));
	}

	@ParameterizedTest
	@ValueSource(strings = { ": 0", ": 00", ": [0]", ": '0'", ":\n- 0", ":\n- '0'" })
	void aPortIsReadInAllFormsOfYaml(String yaml) throws IOException {
		assertThat(bindFile("application.yml", "udp.refused-source-ports" + yaml).udp().refusedSourcePorts())
			.containsExactly(new PortRange(0, 0));
	}

	@Test
	void aNumberOutsideUdpKeepsItsTextInEachDocumentOfAFile() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"server.port: &port 010000\n---\nmanagement.server.port: *port\n".replace("*port", "0b11"));
		ConfigurableEnvironment environment = BoundProperties.files(this.directory);
		assertThat(environment.getProperty("server.port")).isEqualTo("010000");
		assertThat(environment.getProperty("management.server.port")).isEqualTo("0b11");
	}

	private static String lines(String form) {
		return VALUES.entrySet()
			.stream()
			.map((entry) -> form.formatted(entry.getKey(), entry.getValue()))
			.collect(Collectors.joining("\n"));
	}

	private BoundProperties bindFile(String name, String text) throws IOException {
		Files.writeString(this.directory.resolve(name), text);
		return BoundProperties.bind(BoundProperties.files(this.directory));
	}

	// SpringApplication may change what the environment contains.
	private static BoundProperties run(Map<String, Object> variables, String... arguments) {
		SpringApplication application = new SpringApplication(BoundProperties.Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new MapPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		application.setEnvironment(environment);
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			return BoundProperties.of(context);
		}
	}

}
