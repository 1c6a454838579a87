package io.uppercased.udp.flow;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.InvalidMessageException;
import io.uppercased.udp.transform.TextTransformer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A transformer that waits, in a service on each transport.
 */
@Execution(ExecutionMode.CONCURRENT)
class WaitingTransformerTests {

	@ParameterizedTest
	@ValueSource(strings = { "linux", "nio" })
	void aCallThatNeverReturnsDelaysNoOtherMessage(String transport) {
		try (TestService service = start("--udp.transport=" + transport);
				UdpClient waiting = service.client();
				UdpClient other = service.client()) {
			waiting.send("wait a");
			gate(service).awaitStart("wait a");
			for (int i = 0; i < 200; i++) {
				assertThat(other.exchange("hello " + i)).isEqualTo("hello " + i);
			}
			gate(service).open("a");
			assertThat(waiting.receive()).asString().isEqualTo("wait a");
			assertAccountedFor(service);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "linux", "nio" })
	void aListenerWaitsForAPlaceAndIsAlive(String transport) {
		try (TestService service = start("--udp.transport=" + transport, "--udp.max-in-flight=2",
				"--udp.reply-timeout=0s"); UdpClient client = service.client()) {
			client.send("wait a");
			client.send("wait b");
			gate(service).awaitStart("wait a");
			gate(service).awaitStart("wait b");
			client.send("third");
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			ExchangesInFlight exchanges = service.context().getBean(ExchangesInFlight.class);
			Thread listener = ingress.listenerStatus().getFirst().thread();
			await().until(() -> exchanges.isAwaitedBy(listener));
			assertThat(ingress.listenerStatus()).first().matches(ListenerStatus::alive).satisfies((status) -> {
				assertThat(status.heartbeatAge()).isZero();
				assertThat(status.held()).isOne();
			});
			assertThat(exchanges.count()).isEqualTo(2);
			assertThat(exchanges.fullFor()).isPositive();
			RestTestClient.bindToServer()
				.baseUrl("http://localhost:" + service.webPort())
				.build()
				.get()
				.uri("/actuator/health")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody(String.class)
				.value((health) -> assertThat(health).contains("all places (udp.max-in-flight) have been taken for"));
			gate(service).open("b");
			assertThat(new String[] { text(client), text(client) }).containsExactlyInAnyOrder("wait b", "third");
			gate(service).open("a");
			assertThat(text(client)).isEqualTo("wait a");
			await().until(() -> exchanges.count() == 0);
			assertThat(exchanges.fullFor()).isZero();
			assertAccountedFor(service);
		}
	}

	@Test
	void messagesTakeNoMoreMemoryThanTheLimitInBytes() {
		InFlightLimits limits = new InFlightLimits(1024, 100, Duration.ZERO);
		Places places = new Places(limits);
		assertThat(places.take(65_507)).isTrue();
		places.free(65_507);
		assertThat(places.take(60)).isTrue();
		Thread second = Thread.ofPlatform().start(() -> places.take(60));
		await().until(() -> places.isAwaitedBy(second));
		places.free(60);
		await().until(() -> !second.isAlive());
		places.close();
		assertThat(places.take(1)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "wait", "insist" })
	void aDatagramThatTakesTooLongIsDroppedAndKeepsItsPlaceUntilItsThreadEnds(String kind) {
		try (TestService service = start("--udp.max-in-flight=1", "--udp.reply-timeout=50ms");
				UdpClient client = service.client()) {
			client.send(kind + " a");
			await().until(() -> service.dropped("timed_out") == 1);
			await().untilAsserted(() -> assertThat(gate(service).interrupted).contains(kind + " a"));
			if (kind.equals("insist")) {
				client.send("next");
				UdpIngress ingress = service.context().getBean(UdpIngress.class);
				await().until(() -> service.context()
					.getBean(ExchangesInFlight.class)
					.isAwaitedBy(ingress.listenerStatus().getFirst().thread()));
				gate(service).open("a");
				assertThat(text(client)).isEqualTo("next");
			}
			assertThat(client.exchange("last")).isEqualTo("last");
			assertAccountedFor(service);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "linux", "nio" })
	void atAStopExchangesFinishWithinTheDrainTimeout(String transport) throws InterruptedException {
		TestService service = start("--udp.transport=" + transport);
		try (UdpClient client = service.client()) {
			client.send("wait a");
			gate(service).awaitStart("wait a");
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			Thread stop = Thread.ofPlatform().start(ingress::stop);
			await().until(() -> !ingress.listenerStatus().isEmpty()
					&& !ingress.listenerStatus().getFirst().thread().isAlive());
			assertThat(stop.isAlive()).isTrue();
			gate(service).open("a");
			assertThat(text(client)).isEqualTo("wait a");
			stop.join();
			assertAccountedFor(service);
		}
		finally {
			service.close();
		}
	}

	@Test
	void atAStopTheRestIsInterruptedAndCounted() {
		TestService service = start("--udp.drain-timeout=50ms", "--udp.max-in-flight=2");
		try (UdpClient client = service.client()) {
			client.send("wait a");
			client.send("insist b");
			gate(service).awaitStart("insist b");
			client.send("no place for this");
			await().until(() -> service.received() == 3);
			service.context().getBean(UdpIngress.class).stop();
			assertThat(service.dropped("timed_out")).isEqualTo(3);
			await().untilAsserted(() -> assertThat(gate(service).interrupted).contains("wait a", "insist b"));
			assertAccountedFor(service);
			service.context().getBean(UdpIngress.class).start();
			try (UdpClient again = service.client()) {
				assertThat(again.exchange("again")).isEqualTo("again");
			}
		}
		finally {
			service.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "linux", "nio" })
	void everyOutcomeIsCountedOnce(String transport) {
		Random random = new Random(27);
		String[] kinds = { "fail", "silent", "invalid", "echo", "large", "wait never", "insist soon" };
		try (TestService service = start("--udp.transport=" + transport, "--udp.listeners=2", "--udp.max-in-flight=16",
				"--udp.reply-timeout=1s")) {
			UdpClient[] clients = IntStream.range(0, 8).mapToObj((i) -> service.client()).toArray(UdpClient[]::new);
			int[] sent = new int[kinds.length];
			for (int i = 0; i < 2000; i++) {
				int kind = (random.nextInt(20) == 0) ? random.nextInt(kinds.length) : random.nextInt(5);
				clients[random.nextInt(clients.length)].send(kinds[kind]);
				sent[kind]++;
			}
			gate(service).open("soon");
			await().until(() -> service.received() == 2000
					&& service.context().getBean(ExchangesInFlight.class).count() == 0);
			assertThat(service.sent()).isBetween((double) sent[3], (double) sent[3] + sent[6]);
			assertThat(service.unanswered()).isEqualTo(sent[1]);
			assertThat(service.dropped("transform_failed")).isEqualTo(sent[0]);
			assertThat(service.dropped("malformed")).isEqualTo(sent[2]);
			assertThat(service.dropped("reply_too_large")).isEqualTo(sent[4]);
			assertThat(service.dropped("timed_out")).isBetween((double) sent[5], (double) sent[5] + sent[6]);
			assertAccountedFor(service);
			for (UdpClient client : clients) {
				client.close();
			}
		}
	}

	@Test
	void eachExchangeIsAnObservationThatCoversTheTransformer() {
		try (TestService service = TestService.start(ObservedConfiguration.class, "--udp.transformer=gate");
				UdpClient client = service.client()) {
			assertThat(client.exchange("hello")).isEqualTo("hello");
			client.send("fail");
			Observed observed = service.context().getBean(Observed.class);
			await().untilAsserted(() -> assertThat(observed.outcomes).containsExactly("sent", "transform_failed"));
			assertThat(gate(service).observations).containsOnly("udp.exchange");
		}
	}

	private static void assertAccountedFor(TestService service) {
		await().untilAsserted(() -> assertThat(service.sent() + service.unanswered() + service.allDropped())
			.isEqualTo(service.received()));
	}

	private static TestService start(String... arguments) {
		return TestService.start(GateConfiguration.class,
				Stream.concat(Stream.of("--udp.transformer=gate"), Stream.of(arguments)).toArray(String[]::new));
	}

	private static Gate gate(TestService service) {
		return service.context().getBean(Gate.class);
	}

	private static String text(UdpClient client) {
		return new String(client.receive(), StandardCharsets.UTF_8);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class GateConfiguration {

		@Bean
		Gate gate() {
			return new Gate();
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class ObservedConfiguration extends GateConfiguration {

		@Bean
		Observed observed() {
			return new Observed();
		}

	}

	/**
	 * Notes how exchanges end.
	 */
	static final class Observed implements ObservationHandler<Observation.Context> {

		private final Queue<String> outcomes = new ConcurrentLinkedQueue<>();

		@Override
		public void onStop(Observation.Context context) {
			if (Objects.equals(context.getName(), "udp.exchange")) {
				this.outcomes.add(Objects.requireNonNull(context.getLowCardinalityKeyValue("outcome")).getValue());
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

	/**
	 * Echoes, and does what a message says before: waits at a gate, fails, is silent.
	 */
	static final class Gate implements TextTransformer {

		private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

		private final Set<String> started = ConcurrentHashMap.newKeySet();

		private final Set<String> interrupted = ConcurrentHashMap.newKeySet();

		private final Set<String> observations = ConcurrentHashMap.newKeySet();

		@Autowired
		private @Nullable ObservationRegistry registry;

		@Override
		public boolean waits() {
			return true;
		}

		@Override
		public @Nullable String transform(String text) throws Exception {
			this.started.add(text);
			Observation observation = Objects.requireNonNull(this.registry).getCurrentObservation();
			if (observation != null && !observation.isNoop()) {
				this.observations.add(observation.getContextView().getName());
			}
			String[] words = text.split(" ", 2);
			switch (words[0]) {
				case "fail" -> throw new IllegalStateException("thrown by a test");
				case "invalid" -> throw new InvalidMessageException("refused by a test");
				case "silent" -> {
					return null;
				}
				case "large" -> {
					return "x".repeat(65_508);
				}
				case "wait", "insist" -> pass(words[1], text, words[0].equals("insist"));
				default -> {
				}
			}
			return text;
		}

		private void pass(String name, String text, boolean insist) throws InterruptedException {
			while (true) {
				try {
					latch(name).await();
					return;
				}
				catch (InterruptedException ex) {
					this.interrupted.add(text);
					if (!insist) {
						throw ex;
					}
				}
			}
		}

		private CountDownLatch latch(String name) {
			return this.gates.computeIfAbsent(name, (key) -> new CountDownLatch(1));
		}

		private void open(String name) {
			latch(name).countDown();
		}

		private void awaitStart(String text) {
			await().until(() -> this.started.contains(text));
		}

	}

}
