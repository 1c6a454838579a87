package io.uppercased;

import io.uppercased.testing.ServiceProcess;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A signal to a process that is starting. */
@Tag("process")
@Order(3)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no SIGTERM")
@Execution(ExecutionMode.CONCURRENT)
class SignalTests {

	private static final int ENDED_BY_SIGTERM = 143;

	@Test
	void endsAnIncompleteStart() throws InterruptedException {
		try (ServiceProcess service = ServiceProcess.start("--udp.port=0", "--udp.lame-duck=20s",
				"--logging.level.org.springframework.boot.tomcat=info")) {
			service.await("Tomcat initialized");
			service.terminate();
			assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
			assertThat(service.log().lines()).noneMatch((line) -> line.contains("Listening on"))
				.noneMatch((line) -> line.contains("ERROR"));
		}
	}

	@Test
	void failsReadinessButNotLivenessAtOnce() {
		try (ServiceProcess service = ServiceProcess.start("--udp.port=0", "--udp.lame-duck=20s")) {
			String line = service.await("Listening on");
			service.terminate();
			String health = line.substring(line.indexOf("http:"));
			service.await("Stopping; still answering");
			// By then the framework has declared the service ready.
			for (int i = 0; i < 20; i++) {
				assertThat(ask(health + "/readiness")).isEqualTo(503);
				assertThat(ask(health + "/liveness")).isEqualTo(200);
			}
		}
	}

	private static int ask(String uri) {
		return RestClient.create().get().uri(uri).exchange((request, response) -> response.getStatusCode().value());
	}

}
