package io.uppercased.udp.observe;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Meters and the endpoint when the adapter stops and starts again in the same process.
 */
@Execution(ExecutionMode.CONCURRENT)
class AdapterRestartTests {

	@ParameterizedTest
	@ValueSource(strings = { "nio", "auto" })
	void aClosedTransportCanBeGarbageCollected(String transport) {
		try (TestService service = TestService.start("--udp.transport=" + transport, "--udp.listeners=2")) {
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			try (UdpClient client = service.client()) {
				assertThat(client.exchange("hello")).isEqualTo("HELLO");
			}
			await().until(() -> page(service).at("/rates").has("1s"));
			List<WeakReference<UdpTransport>> transports = ingress.transports()
				.stream()
				.map(WeakReference::new)
				.toList();
			ingress.stop();
			await().untilAsserted(() -> {
				System.gc();
				assertThat(transports).allMatch((reference) -> reference.refersTo(null));
			});
		}
	}

	@Test
	void metersAreRegisteredOnceAndContinueAfterARestart() {
		try (TestService service = TestService.start("--udp.listeners=2")) {
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			MeterRegistry meters = service.context().getBean(MeterRegistry.class);
			ingress.stop();
			assertThat(meters.get("udp.socket.receive.buffer").tag("listener", "1").gauge().value()).isNaN();
			ingress.start();
			assertThat(meters.get("udp.socket.receive.buffer").tag("listener", "1").gauge().value()).isPositive();
			assertThat(
					meters.get("udp.listener.heartbeat.age").tag("listener", "1").timeGauge().value(TimeUnit.SECONDS))
				.isGreaterThanOrEqualTo(0);
			try (UdpClient client = service.client()) {
				assertThat(client.exchange("hello")).isEqualTo("HELLO");
			}
			await().until(() -> service.sent() == 1);
		}
	}

	@Test
	void kernelDropsContinueAfterARestartAndTheirRateIsNeverNegative() {
		try (TestService service = TestService.start(Held.class, "--udp.transformer=held", "--udp.receive-buffer=4KB");
				UdpClient client = service.client()) {
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			assumeThat(ingress.transports().getFirst().capabilities()).contains(Capability.KERNEL_DROPS);
			FunctionCounter drops = service.context()
				.getBean(MeterRegistry.class)
				.get("udp.socket.drops")
				.functionCounter();
			for (int i = 0; i < 1000; i++) {
				client.send("hello");
			}
			await().until(() -> drops.count() > 0);
			service.context().getBean(CountDownLatch.class).countDown();
			await().until(() -> page(service).at("/rates/1s/socketDrops").asDouble(0) > 0);
			await().until(() -> service.sent() + drops.count() == 1000);
			double before = drops.count();
			ingress.stop();
			assertThat(drops.count()).isEqualTo(before);
			ingress.start();
			int restart = history(service);
			await().until(() -> {
				assertThat(page(service).at("/rates").findValuesAsString("socketDrops"))
					.allMatch((rate) -> Double.parseDouble(rate) >= 0);
				return history(service) >= restart + 3;
			});
			assertThat(drops.count()).isEqualTo(before);
			assertThat(page(service).at("/sockets/0/drops").asLong()).isEqualTo((long) before);
		}
	}

	private static int history(TestService service) {
		return read(service, "/actuator/udp/history").size();
	}

	private static JsonNode page(TestService service) {
		return read(service, "/actuator/udp");
	}

	private static JsonNode read(TestService service, String path) {
		String body = RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + service.webPort())
			.build()
			.get()
			.uri(path)
			.exchange()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		return new JsonMapper().readTree(Objects.requireNonNull(body));
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Held {

		@Bean
		CountDownLatch latch() {
			return new CountDownLatch(1);
		}

		@Bean
		PayloadTransformer held(CountDownLatch latch) {
			return (message, exchange) -> {
				latch.await();
				return message;
			};
		}

	}

}
