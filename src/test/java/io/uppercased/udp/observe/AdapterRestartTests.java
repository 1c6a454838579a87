package io.uppercased.udp.observe;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.observe.UdpPage.Rate;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Meters and pages when the adapter stops and starts again in the same process. */
@Execution(ExecutionMode.CONCURRENT)
class AdapterRestartTests {

	@ParameterizedTest
	@ValueSource(strings = { "nio", "auto" })
	void aClosedTransportCanBeGarbageCollected(String transport) {
		try (TestService service = TestService.startLibrary("--udp.transport=" + transport, "--udp.listeners=2")) {
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			try (UdpClient client = service.client()) {
				assertThat(client.exchange("hello")).isEqualTo("HELLO");
			}
			readEverything(service);
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
		try (TestService service = TestService.startLibrary("--udp.listeners=2")) {
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
		try (TestService service = TestService.startLibrary(Held.class, "--udp.transformer=held",
				"--udp.receive-buffer=4KB"); UdpClient client = service.client()) {
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			assumeTrue(ingress.transports().getFirst().capabilities().contains(Capability.KERNEL_DROPS));
			FunctionCounter drops = service.context()
				.getBean(MeterRegistry.class)
				.get("udp.socket.drops")
				.functionCounter();
			AtomicLong clock = new AtomicLong();
			UdpHistory history = new UdpHistory(service.context().getBean(UdpHistory.class)::now, clock::get);
			assertThat(takePage(history, clock)).isNull();
			for (int i = 0; i < 1000; i++) {
				client.send("hello");
			}
			await().until(() -> drops.count() > 0);
			service.context().getBean(CountDownLatch.class).countDown();
			await().until(() -> service.sent() + drops.count() == 1000);
			assertThat(takePage(history, clock)).isEqualTo(drops.count());
			double before = drops.count();
			ingress.stop();
			assertThat(drops.count()).isEqualTo(before);
			assertThat(takePage(history, clock)).isNull();
			ingress.start();
			assertThat(takePage(history, clock)).isNull();
			assertThat(takePage(history, clock)).isZero();
			assertThat(drops.count()).isEqualTo(before);
			assertThat(history.now().sockets().getFirst().drops()).isEqualTo((long) before);
		}
	}

	/**
	 * Takes a page a second after the last one.
	 * @return the drops of that second
	 */
	private static @Nullable Double takePage(UdpHistory history, AtomicLong clock) {
		clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
		history.take();
		Rate rate = history.rates().get("1s");
		return (rate != null) ? rate.socketDrops() : null;
	}

	private static void readEverything(TestService service) {
		service.context()
			.getBean(MeterRegistry.class)
			.forEachMeter((meter) -> assertThat(meter.measure()).isNotEmpty());
		service.context().getBean(UdpHistory.class).take();
		service.context().getBean(UdpHealthIndicator.class).health();
		service.context().getBean(AddressWatch.class).check();
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
