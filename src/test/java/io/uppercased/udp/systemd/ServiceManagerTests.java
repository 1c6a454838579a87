package io.uppercased.udp.systemd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.GracefulStop;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.systemd.SystemdAutoConfiguration.Liveness;
import io.uppercased.udp.transport.linux.UnixDatagram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.event.ContextClosedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The notifications to systemd from a service in this process. */
@Tag("process")
@EnabledOnOs(OS.LINUX)
@ReadsLog
class ServiceManagerTests {

	private static final String NO_WEB = "--spring.main.web-application-type=none";

	@Test
	void theWatchdogIsNotifiedWhileTheLivenessIsUp(@TempDir Path directory, CapturedOutput output) throws Exception {
		try (SystemdStandIn systemd = SystemdStandIn.start(directory.resolve("log"));
				TestService service = TestService.start(NO_WEB, "--udp.drain-timeout=2s")) {
			ServiceManager manager = manager(service,
					Map.of("NOTIFY_SOCKET", systemd.address(), "WATCHDOG_USEC", "20000"));
			manager.onApplicationEvent(ready(service));
			for (int i = 0; i < 3; i++) {
				systemd.await("told WATCHDOG=1");
			}
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			ingress.transports().getFirst().close();
			await().untilAsserted(() -> assertThat(output).contains("The liveness is down"));
			UnixDatagram.send(systemd.address(), "from here on");
			systemd.await("told from here on");
			await().until(() -> ingress.listenerStatus().getFirst().heartbeatAge().toMillis() > 500);
			manager.onApplicationEvent(new ContextClosedEvent(service.context()));
			assertThat(systemd.await("told")).startsWith("told STOPPING=1").endsWith("EXTEND_TIMEOUT_USEC=3000000");
		}
	}

	@Test
	void readinessIsNotifiedOnceAndNeverAfterAStop(@TempDir Path directory) throws Exception {
		try (SystemdStandIn systemd = SystemdStandIn.start(directory.resolve("log"));
				TestService service = TestService.start(NO_WEB)) {
			ServiceManager manager = manager(service,
					Map.of("NOTIFY_SOCKET", systemd.address(), "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"));
			manager.onApplicationEvent(ready(service));
			manager.onApplicationEvent(new ContextClosedEvent(service.context()));
			manager.onApplicationEvent(ready(service));
			UnixDatagram.send(systemd.address(), "the end");
			assertThat(systemd.await("told")).isEqualTo("told READY=1 STATUS=Answering on UDP port " + service.port());
			assertThat(systemd.await("told")).startsWith("told STOPPING=1");
			assertThat(systemd.await("told")).isEqualTo("told the end");
		}
	}

	@Test
	void anInvalidWatchdogTimeIsRefusedAndAServerThatIsOutOfServiceIsAlive() {
		try (TestService service = TestService.start(NO_WEB)) {
			assertThatExceptionOfType(FailureAnalyzedException.class)
				.isThrownBy(() -> manager(service, Map.of("WATCHDOG_USEC", "30s")))
				.satisfies((ex) -> assertThat(ex.analysis().getDescription()).contains("WATCHDOG_USEC=30s"));
			service.context().getBean(UdpIngress.class).stop();
			assertThat(new Liveness(service.context(), () -> false).getAsBoolean()).isTrue();
		}
	}

	private static ServiceManager manager(TestService service, Map<String, String> environment) {
		return new ServiceManager(environment, service.context().getBean(UdpIngress.class),
				service.context().getBean(GracefulStop.class), new Liveness(service.context(), () -> false));
	}

	private static ApplicationReadyEvent ready(TestService service) {
		return new ApplicationReadyEvent(new SpringApplication(), new String[0], service.context(), Duration.ZERO);
	}

}
