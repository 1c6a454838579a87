package io.uppercased.udp.flow;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A transformer that waits, in a service on each transport. */
@Execution(ExecutionMode.CONCURRENT)
class WaitingTransformerTests {

	@ParameterizedTest
	@ValueSource(strings = { "linux", "nio" })
	void aCallThatDoesNotReturnDelaysNoOtherMessageAndFinishesAtAStop(String transport) throws InterruptedException {
		try (TestService service = start("--udp.transport=" + transport);
				UdpClient waiting = service.client();
				UdpClient other = service.client()) {
			waiting.send("wait a");
			gate(service).awaitStart("wait a");
			for (int i = 0; i < 200; i++) {
				assertThat(other.exchange("hello " + i)).isEqualTo("hello " + i);
			}
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			Thread stop = Thread.ofPlatform().start(ingress::stop);
			await().until(() -> !ingress.listenerStatus().isEmpty()
					&& !ingress.listenerStatus().getFirst().thread().isAlive());
			assertThat(stop.isAlive()).isTrue();
			gate(service).open("a");
			assertThat(text(waiting)).isEqualTo("wait a");
			stop.join();
			assertAccountedFor(service);
		}
	}

	@Test
	void aListenerWaitsForAPlaceAndIsAlive() {
		try (TestService service = start("--udp.max-in-flight=2", "--udp.reply-timeout=0s");
				UdpClient client = service.client()) {
			client.send("wait a");
			client.send("wait b");
			gate(service).awaitStart("wait a");
			gate(service).awaitStart("wait b");
			client.send("third");
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			ExchangesInFlight exchanges = service.context().getBean(ExchangesInFlight.class);
			awaitListenerThatWaits(service);
			assertThat(ingress.listenerStatus()).first().matches(ListenerStatus::alive).satisfies((status) -> {
				assertThat(status.heartbeatAge()).isZero();
				assertThat(status.held()).isOne();
			});
			assertThat(exchanges.count()).isEqualTo(2);
			assertThat(exchanges.fullFor()).isPositive();
			Health health = Objects.requireNonNull(service.context().getBean(HealthIndicator.class).health());
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails().get("inFlight")).asString()
				.startsWith("all places (udp.max-in-flight, or an eighth of the heap) have been taken for");
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
	void aDatagramThatTakesTooLongIsDroppedAndKeepsItsPlaceUntilItsThreadEnds() {
		try (TestService service = start("--udp.max-in-flight=1", "--udp.reply-timeout=50ms");
				UdpClient client = service.client()) {
			client.send("wait a");
			await().until(() -> service.dropped("timed_out") == 1);
			await().untilAsserted(() -> assertThat(gate(service).interrupted).contains("wait a"));
			client.send("insist b");
			await().until(() -> service.dropped("timed_out") == 2);
			await().untilAsserted(() -> assertThat(gate(service).interrupted).contains("insist b"));
			client.send("next");
			awaitListenerThatWaits(service);
			assertThat(gate(service).started).doesNotContain("next");
			gate(service).open("b");
			gate(service).awaitStart("next");
			assertAccountedFor(service);
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
		int count = 1000;
		String[] kinds = { "fail", "silent", "invalid", "echo", "large", "wait never", "insist soon" };
		try (TestService service = start("--udp.transport=" + transport, "--udp.listeners=2", "--udp.max-in-flight=16",
				"--udp.reply-timeout=1s")) {
			UdpClient[] clients = IntStream.range(0, 8).mapToObj((i) -> service.client()).toArray(UdpClient[]::new);
			int[] sent = new int[kinds.length];
			for (int i = 0; i < count; i++) {
				int kind = (random.nextInt(20) == 0) ? random.nextInt(kinds.length) : random.nextInt(5);
				clients[random.nextInt(clients.length)].send(kinds[kind]);
				sent[kind]++;
			}
			await().until(() -> service.dropped("timed_out") > 0);
			gate(service).open("soon");
			await().until(() -> service.received() == count
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
		try (TestService service = TestService.startLibrary(ObservedConfiguration.class, "--udp.transformer=gate");
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

	private static void awaitListenerThatWaits(TestService service) {
		Thread listener = service.context().getBean(UdpIngress.class).listenerStatus().getFirst().thread();
		await().until(() -> service.context().getBean(ExchangesInFlight.class).isAwaitedBy(listener));
	}

	private static TestService start(String... arguments) {
		return TestService.startLibrary(Gate.class,
				Stream.concat(Stream.of("--udp.transformer=gate"), Stream.of(arguments)).toArray(String[]::new));
	}

	private static Gate gate(TestService service) {
		return service.context().getBean(Gate.class);
	}

	private static String text(UdpClient client) {
		return new String(client.receive(), StandardCharsets.UTF_8);
	}

	@Import(Gate.class)
	static class ObservedConfiguration {

		@Bean
		Observed observed() {
			return new Observed();
		}

		@Bean
		ObservationRegistry observations(Observed observed) {
			ObservationRegistry observations = ObservationRegistry.create();
			observations.observationConfig().observationHandler(observed);
			return observations;
		}

	}

	/** Notes how exchanges end. */
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

}
