package io.uppercased.udp.flow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.PayloadTransformer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A service with a transformer that does everything that it should not do.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = { "udp.port=0", "udp.transformer=hostile" })
@DirtiesContext
class CustomTransformerTests {

	@Autowired
	UdpIngress ingress;

	@Autowired
	MeterRegistry meters;

	private double failuresBefore;

	@BeforeEach
	void countFailures() {
		this.failuresBefore = transformFailures();
	}

	@ParameterizedTest
	@ValueSource(strings = { "throw", "error", "out of memory", "stack overflow", "checked", "unprintable" })
	void aFailureAffectsOnlyItsOwnDatagram(String failure) {
		try (UdpClient client = UdpClient.connected("127.0.0.1", this.ingress.getPort())) {
			client.send("before");
			client.send(failure);
			client.send("after");
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("erofeb");
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("retfa");
		}
		await().untilAsserted(() -> assertThat(transformFailures() - this.failuresBefore).isEqualTo(1));
	}

	@Test
	void anInterruptLeftByTheTransformerIsCleared() {
		try (UdpClient client = UdpClient.connected("127.0.0.1", this.ingress.getPort())) {
			for (int i = 0; i < 10; i++) {
				assertThat(client.exchange("interrupt")).isEqualTo("tpurretni");
			}
		}
		assertThat(transformFailures()).isEqualTo(this.failuresBefore);
	}

	private double transformFailures() {
		return this.meters.get("udp.packets.dropped").tag("reason", "transform_failed").functionCounter().count();
	}

	/**
	 * An exception that nobody can log.
	 */
	private static final class Unprintable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalStateException("thrown by a test");
		}

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class ReverseConfiguration {

		@Bean
		PayloadTransformer hostile() {
			return (message, exchange) -> {
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
