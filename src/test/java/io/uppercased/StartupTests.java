package io.uppercased;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import static org.awaitility.Awaitility.await;

/** What the log shows at a start, and which configurations are refused. */
@ReadsLog
class StartupTests {

	@Test
	void logsTheConfigurationFilesAndWhereItListens(CapturedOutput output) {
		try (TestService service = TestService.start("--udp.receive-buffer=64KB", "--udp.listeners=2")) {
			assertThat(output.getOut().lines()).hasSize(2)
				.first()
				.asString()
				.contains("Configuration files, in order of precedence: ", "class path resource [application.yml]");
			assertThat(output.getOut().lines()).last()
				.asString()
				.contains("Listening on 127.0.0.1, UDP port " + service.port(), "2 listeners", "receive buffer 64 KiB",
						"health at http://localhost:" + service.webPort() + "/actuator/health");
		}
	}

	@Test
	void warnsOnceWhenTheKernelGrantsASmallerReceiveBuffer(CapturedOutput output) {
		try (TestService _ = TestService.startLibrary("--udp.receive-buffer=512MB", "--udp.listeners=2")) {
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("WARN"))
				.singleElement()
				.asString()
				.contains("instead of 524288 KiB", "net.core.rmem_max", "udp.receive-buffer");
		}
	}

	@Test
	void logsOnceThatTheKernelsDropsAreNotKnown(CapturedOutput output) {
		try (TestService _ = TestService.startLibrary("--udp.transport=nio", "--udp.listeners=2")) {
			assertThat(output).contains("Listening on").doesNotContain("health at");
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("no count of the kernel's drops"))
				.hasSize(1);
		}
	}

	@Test
	void warnsThatTheLivenessCannotBeWritten(CapturedOutput output, @TempDir Path directory) {
		Path file = directory.resolve("missing").resolve("liveness");
		try (TestService _ = TestService.startLibrary(LivenessFile.class, "--uppercased.liveness-file=" + file)) {
			await().untilAsserted(() -> assertThat(output).contains("Cannot write the liveness to " + file));
		}
	}

	@Test
	void warnsOfNothingWhenTheServerStartsAgain(CapturedOutput output) {
		try (TestService service = TestService.startLibrary("--udp.listeners=2")) {
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			ingress.stop();
			ingress.start();
			assertThat(ingress.isListening()).isTrue();
			assertThat(output.getOut().lines()).noneMatch((line) -> line.contains("WARN"));
		}
	}

	@Test
	void refusesAPortThatIsInUse(CapturedOutput output) throws SocketException {
		try (DatagramSocket other = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
			assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.port=" + other.getLocalPort()));
			assertThat(output).contains("UDP port " + other.getLocalPort() + " on 127.0.0.1 is in use", "'ss -aunp'",
					"choose another with 'udp.port'");
		}
	}

	@Test
	void refusesAPortThatTheListenersOfAnotherServiceShare(CapturedOutput output) {
		try (TestService other = TestService.startLibrary("--udp.listeners=2")) {
			assertThatException()
				.isThrownBy(() -> TestService.startLibrary("--udp.port=" + other.port(), "--udp.listeners=2"));
			assertThat(output).contains("UDP port %d on 127.0.0.1 is in use".formatted(other.port()),
					"both were started with 'udp.reuse-port'");
		}
	}

	@Test
	void sharesAPortWithAnotherServiceIfBothAreConfiguredTo(CapturedOutput output) {
		try (TestService first = TestService.startLibrary("--udp.reuse-port=true");
				TestService second = TestService.startLibrary("--udp.reuse-port=true", "--udp.port=" + first.port())) {
			assertThat(second.port()).isEqualTo(first.port());
			assertThat(output.getOut().lines()).filteredOn((line) -> line.contains("Listening"))
				.hasSize(2)
				.allMatch((line) -> line
					.contains("UDP port %d, which other processes may share".formatted(first.port())));
		}
	}

	@Test
	void refusesAnAddressOfAnotherHost(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.address=203.0.113.1"));
		assertThat(output).contains("203.0.113.1 is not an address of this host", "Set 'udp.address'");
	}

	@Test
	void refusesAnInvalidValueAndSaysWhatIsValid(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.port=70000"));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "udp.port=70000 is not valid", "It must be from 0 to 65535.")
			.doesNotContain("\tat ");
		assertThat(output.getOut().lines()).filteredOn((line) -> !line.isBlank()).hasSizeLessThan(14);
	}

	@Test
	void refusesAMulticastAddress(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.address=224.0.0.1"));
		assertThat(output).contains("It is a multicast address. "
				+ "Set one of this host's own addresses, or none to listen on all of them.");
	}

	@Test
	void refusesATransformerThatDoesNotExist(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestService.startLibrary("--udp.transformer=shout"));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "No transformer bean has this name. There are: announce,")
			.doesNotContain("\tat ");
	}

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
