package io.uppercased.udp.flow;

import java.util.concurrent.atomic.AtomicBoolean;

import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transport.Burst;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A transformer that waits, when no memory is left for its thread. */
@Execution(ExecutionMode.CONCURRENT)
class ThreadFailureTests {

	@Test
	void aDatagramForWhichNoThreadCanBeCreatedIsCountedAndFreesItsPlace() {
		try (TestService service = TestService.startLibrary(NoThreadConfiguration.class, "--udp.transformer=gate",
				"--udp.max-in-flight=1"); UdpClient client = service.client()) {
			client.send("hello");
			await().until(() -> service.dropped("transform_failed") == 1);
			assertThat(client.exchange("hello")).isEqualTo("hello");
			await().untilAsserted(() -> {
				assertThat(service.sent() + service.allDropped()).isEqualTo(service.received());
				assertThat(service.context().getBean(ExchangesInFlight.class).count()).isZero();
			});
		}
	}

	@Import(Gate.class)
	static class NoThreadConfiguration {

		/** Lets the creation of the first thread for an exchange fail. */
		@Bean
		BurstObserver noThread() {
			AtomicBoolean failed = new AtomicBoolean();
			InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>() {

				@Override
				protected String childValue(String parentValue) {
					boolean forExchange = StackWalker.getInstance()
						.walk((frames) -> frames
							.anyMatch((frame) -> frame.getClassName().equals(ExchangeInFlight.class.getName())));
					if (forExchange && !failed.getAndSet(true)) {
						throw new OutOfMemoryError("No thread");
					}
					return parentValue;
				}

			};
			return new BurstObserver() {

				@Override
				public void received(Burst burst) {
					inherited.set("listener");
				}

				@Override
				public void completed(Burst burst) {
				}

			};
		}

	}

}
