package io.uppercased.deploy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.test.context.TestComponent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A real Prometheus monitors a real service, in which the tests cause faults. */
@Tag("process")
@Order(6)
@Execution(ExecutionMode.CONCURRENT)
class PrometheusTests {

	@Test
	void everyAlertThatCanBeProvokedFires(@TempDir Path directory) throws IOException {
		try (TestService service = TestService.start(FaultyTransformer.class, "--udp.transformer=faulty",
				"--udp.listeners=2", "--udp.receive-buffer=4096B");
				Prometheus prometheus = Prometheus.start(directory, service.webPort())) {
			List<UdpTransport> transports = service.context().getBean(UdpIngress.class).transports();
			assumeTrue(transports.getFirst().capabilities().contains(Capability.KERNEL_DROPS));
			await().ignoreExceptions()
				.until(() -> !prometheus.query("up{job=\"uppercased\"} == 1").isEmpty()
						&& prometheus.query("ALERTS").isEmpty());

			transports.getLast().close();
			try (UdpClient client = service.client()) {
				await().untilAsserted(() -> {
					misuse(client);
					assertThat(prometheus.firing()).containsExactlyInAnyOrder("UdpListenerSilent", "UdpKernelDrops",
							"UdpClientDrops malformed", "UdpAnswersFail transform_failed", "UdpSlow");
				});
			}
			// A scrape that comes too late, on a busy machine, leaves them empty until
			// the next.
			await().untilAsserted(() -> assertThat(MonitoringTests.dashboardQueries())
				.allSatisfy((query) -> assertThat(prometheus.query(withVariables(query))).isNotEmpty()));

			service.context().close();
			await().untilAsserted(() -> assertThat(prometheus.firing()).contains("UdpInstanceDown", "UdpNoInstanceUp"));
		}
	}

	@Test
	void alertsFireWhenABackendHangs(@TempDir Path directory) throws IOException {
		try (TestService service = TestService.start(HangingTransformer.class, "--udp.transformer=hanging",
				"--udp.max-in-flight=2", "--udp.reply-timeout=2s");
				Prometheus prometheus = Prometheus.start(directory, service.webPort());
				UdpClient client = service.client()) {
			await().ignoreExceptions().untilAsserted(() -> {
				client.send("hello");
				assertThat(prometheus.firing()).containsExactlyInAnyOrder("UdpPlacesTaken", "UdpAnswersFail timed_out");
			});
		}
	}

	// A scrape takes place every 250 ms.
	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
	}

	/**
	 * Fills the receive buffer while the listener sleeps, and then sends datagrams that
	 * the kernel drops.
	 */
	private static void misuse(UdpClient client) {
		client.send("sleep");
		for (int i = 0; i < 2; i++) {
			client.send(new byte[] { (byte) 0xff });
			client.send("fail");
		}
		for (int i = 0; i < 100; i++) {
			client.send("one too many");
		}
		client.receive();
	}

	private static String withVariables(String query) {
		return query.replace("$__rate_interval", "5s").replace("$job", "uppercased").replace("$instance", ".*");
	}

	/** A transformer that waits without end, as for a backend that hangs. */
	@TestComponent("hanging")
	static class HangingTransformer implements PayloadTransformer {

		@Override
		public ByteBuffer transform(ByteBuffer message, Exchange exchange) throws InterruptedException {
			new CountDownLatch(1).await();
			return message;
		}

		@Override
		public boolean waits() {
			return true;
		}

	}

	/** A transformer that does what the message says. */
	@TestComponent("faulty")
	static class FaultyTransformer implements PayloadTransformer {

		@Override
		public ByteBuffer transform(ByteBuffer message, Exchange exchange) throws CharacterCodingException {
			switch (StandardCharsets.UTF_8.newDecoder().decode(message.duplicate()).toString()) {
				case "sleep" -> LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
				case "fail" -> throw new IllegalStateException("thrown by a test");
				default -> {
				}
			}
			return message;
		}

	}

}
