package io.uppercased.udp.flow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.TestComponent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A service with a transformer that does everything that it should not do. */
class CustomTransformerTests {

	@AutoClose
	private static final TestService service = TestService.startLibrary(Hostile.class, "--udp.transformer=hostile");

	@ParameterizedTest
	@ValueSource(strings = { "throw", "error", "out of memory", "stack overflow", "checked", "unprintable" })
	void aFailureAffectsOnlyItsOwnDatagram(String failure) {
		double failures = service.dropped("transform_failed");
		try (UdpClient client = service.client()) {
			client.send("before");
			client.send(failure);
			client.send("after");
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("erofeb");
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("retfa");
		}
		await().untilAsserted(() -> assertThat(service.dropped("transform_failed")).isEqualTo(failures + 1));
	}

	@Test
	void anInterruptLeftByTheTransformerIsCleared() {
		double failures = service.dropped("transform_failed");
		try (UdpClient client = service.client()) {
			for (int i = 0; i < 10; i++) {
				assertThat(client.exchange("interrupt")).isEqualTo("tpurretni");
			}
		}
		assertThat(service.dropped("transform_failed")).isEqualTo(failures);
	}

	/** An exception that nobody can log. */
	private static final class Unprintable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("thrown by a test");
		}

	}

	@TestComponent("hostile")
	static class Hostile implements PayloadTransformer {

		@Override
		public ByteBuffer transform(ByteBuffer message, Exchange exchange) throws IOException {
			String text = StandardCharsets.UTF_8.decode(message).toString();
			return switch (text) {
				case "throw" -> throw new IllegalStateException("thrown by a test");
				case "checked" -> throw new IOException("thrown by a test");
				case "unprintable" -> throw new Unprintable();
				case "error" -> throw new AssertionError("thrown by a test");
				case "out of memory" -> ByteBuffer.wrap(new byte[Integer.MAX_VALUE]);
				case "stack overflow" -> overflow(message);
				case "interrupt" -> {
					boolean interrupted = Thread.currentThread().isInterrupted();
					Thread.currentThread().interrupt();
					yield reverse(interrupted ? "interrupted before" : text);
				}
				default -> reverse(text);
			};
		}

		private static ByteBuffer reverse(String text) {
			return StandardCharsets.UTF_8.encode(new StringBuilder(text).reverse().toString());
		}

		@SuppressWarnings("InfiniteRecursion")
		private static ByteBuffer overflow(ByteBuffer message) {
			return overflow(message.duplicate());
		}

	}

}
