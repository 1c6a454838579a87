package io.uppercased.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Runs the health check of the image on services in this process. */
@Tag("process")
@Execution(ExecutionMode.CONCURRENT)
@EnabledOnOs(OS.LINUX)
class HealthcheckTests {

	private static final String NO_WEB = "--spring.main.web-application-type=none";

	@TempDir
	Path directory;

	private Path file;

	@BeforeEach
	void chooseTheFile() {
		this.file = this.directory.resolve("liveness");
	}

	@Test
	void aServiceIsHealthyWithAnyWebConfiguration() throws Exception {
		try (TestService service = start("--server.address=127.0.0.2", "--server.servlet.context-path=/here",
				"--management.server.port=0", "--management.endpoints.web.base-path=/manage",
				"--management.endpoints.web.path-mapping.health=how")) {
			isHealthy(service);
		}
	}

	@Test
	void aServiceThatIsDownIsUnhealthyWithACause() throws Exception {
		try (TestService service = start(NO_WEB)) {
			isHealthy(service);
			service.context().getBean(UdpIngress.class).transports().getFirst().close();
			await().until(() -> Files.readString(this.file).contains("DOWN"));
			assertThat(check()).startsWith("1 DOWN").contains("listener 0=died");
		}
	}

	@Test
	void aServiceWithoutALivenessGroupIsUnhealthyWithACause() throws Exception {
		try (TestService service = start(NO_WEB, "--management.endpoint.health.access=none")) {
			assertThat(service.port()).isPositive();
			await().until(() -> Files.exists(this.file));
			assertThat(check()).startsWith("1 DOWN: there is no health group 'liveness'");
		}
	}

	@Test
	void aServiceThatCannotWriteIsUnhealthy() throws Exception {
		this.file = this.directory.resolve("missing").resolve("liveness");
		try (TestService service = start(NO_WEB)) {
			assertThat(service.port()).isPositive();
			assertThat(check()).startsWith("1 There is no " + this.file);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-16S", "PT-5M", "PT5M" })
	void aServiceThatHangsIsUnhealthy(Duration offset) throws Exception {
		Files.writeString(this.file, Instant.now().plus(offset).getEpochSecond() + " UP {port=1}\n");
		assertThat(check()).startsWith("1 The service hangs").endsWith("s old (UP {port=1})\n");
	}

	@Test
	void aServiceThatStopsIsHealthy() throws Exception {
		Files.writeString(this.file, Instant.now().getEpochSecond() + " OUT_OF_SERVICE {reason=not listening}\n");
		assertThat(check()).isEqualTo("0 OUT_OF_SERVICE {reason=not listening}\n");
	}

	private TestService start(String... arguments) {
		String[] file = { "--uppercased.liveness-file=" + this.file };
		return TestService.start(Stream.of(file, arguments).flatMap(Stream::of).toArray(String[]::new));
	}

	private void isHealthy(TestService service) throws Exception {
		await().until(() -> Files.exists(this.file));
		assertThat(check()).startsWith("0 UP ").contains("port=" + service.port());
	}

	private String check() throws IOException, InterruptedException {
		ProcessBuilder healthcheck = new ProcessBuilder("deploy/image/healthcheck").redirectErrorStream(true);
		healthcheck.environment().put("UPPERCASED_LIVENESSFILE", this.file.toString());
		Process process = healthcheck.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return process.waitFor() + " " + output;
	}

}
