package io.uppercased.udp.flow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A stop, as clients see it. UdpIngressTests shows that they get replies during the lame
 * duck, SignalTests that readiness fails at once.
 */
@ReadsLog
class GracefulStopTests {

	@Test
	void answersQueuedDatagrams(CapturedOutput output) throws InterruptedException {
		TestService service = TestService.startLibrary(SlowStart.class, "--udp.transformer=slow-start",
				"--udp.lame-duck=1ms");
		SlowStart gate = service.context().getBean(SlowStart.class);
		int waiting = 500;
		try (UdpClient client = service.client()) {
			client.send("gate");
			assertThat(gate.reached.await(5, TimeUnit.SECONDS)).isTrue();
			for (int i = 0; i < waiting; i++) {
				client.send("message " + i);
			}
			CompletableFuture<Void> closing = CompletableFuture.runAsync(service::close, Thread::startVirtualThread);
			await().until(() -> output.getOut().contains("Stopping; still answering"));
			gate.open.countDown();
			assertThat(closing).succeedsWithin(Duration.ofSeconds(20));
			assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("gate");
			for (int i = 0; i < waiting; i++) {
				assertThat(client.receive()).asString(StandardCharsets.US_ASCII).isEqualTo("message " + i);
			}
		}
		assertThat(output).contains("datagrams while draining");
	}

	@Test
	void drainsForAtMostTheDrainTimeout() {
		TestService service = TestService.startLibrary(Sluggish.class, "--udp.transformer=sluggish",
				"--udp.drain-timeout=100ms", "--udp.burst-size=1");
		try (UdpClient client = service.client()) {
			for (int i = 0; i < 1000; i++) {
				client.send("takes 10 ms");
			}
			client.receive();
			assertThat(CompletableFuture.runAsync(service::close, Thread::startVirtualThread))
				.succeedsWithin(Duration.ofSeconds(5));
		}
	}

	/** A transformer that waits for the test. */
	@TestComponent("slow-start")
	static class SlowStart implements PayloadTransformer {

		private final CountDownLatch reached = new CountDownLatch(1);

		private final CountDownLatch open = new CountDownLatch(1);

		@Override
		public ByteBuffer transform(ByteBuffer message, Exchange exchange) {
			this.reached.countDown();
			try {
				this.open.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return message;
		}

	}

	/** A slow transformer. */
	@TestComponent("sluggish")
	static class Sluggish implements PayloadTransformer {

		@Override
		public ByteBuffer transform(ByteBuffer message, Exchange exchange) {
			LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
			return message;
		}

	}

}
