package io.uppercased.config;

import java.io.IOException;
import java.net.ServerSocket;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** Values of Spring Boot's properties that stop the start. */
@ReadsLog
class RefusedPropertiesTests {

	@ParameterizedTest
	@ValueSource(strings = { "server.port=70000", "management.server.port=65536" })
	void refusesAnInvalidPortOfAWebServer(String argument, CapturedOutput output) {
		assertThatException().isThrownBy(() -> startWebServer("--" + argument));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", argument.replaceAll(".*=", "Value: \""),
					"It must be from 0 to 65535, or -1 for none.")
			.doesNotContain("\tat ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.port", "server.address", "management.server.port", "management.server.address",
			"spring.config.name", "spring.config.location", "server.tomcat.connection-timeout" })
	void refusesAValueThatIsEmpty(String property, CapturedOutput output) {
		assertThatException().isThrownBy(() -> startWebServer("--" + property + "="));
		assertThat(output).contains("APPLICATION FAILED TO START", property, "is empty").doesNotContain("\tat ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.health.udp.enabled", "management.endpoint.health.probes.enabled" })
	void namesThePropertyThatTakesAHealthFromTheProbes(String property, CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.start("--" + property + "=off"));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", property, "management.endpoint.health.group.liveness.include")
			.doesNotContain("\tat ");
	}

	@Test
	void refusesAnEmptyPortThatSpringBootWouldNotBind(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.start("--management.server.port="));
		assertThat(output).contains("APPLICATION FAILED TO START", "management.server.port", "is empty");
	}

	@Test
	void reportsThatTheHttpPortIsInUseAndHowToRunASecondService(CapturedOutput output) throws IOException {
		try (ServerSocket other = new ServerSocket(0)) {
			assertThatException().isThrownBy(() -> startWebServer("--server.port=" + other.getLocalPort()));
			assertThat(output).contains("HTTP port %d is in use.".formatted(other.getLocalPort()), "'server.port'",
					"--udp.port=12001 --server.port=8082");
		}
	}

	private static void startWebServer(String... arguments) {
		SpringApplication.run(WebServer.class, arguments);
	}

	/** The web server of the service, without the rest. */
	@ImportAutoConfiguration(TomcatServletWebServerAutoConfiguration.class)
	@EnableConfigurationProperties(ManagementServerProperties.class)
	@Import(PropertyCheck.class)
	static final class WebServer {

	}

}
