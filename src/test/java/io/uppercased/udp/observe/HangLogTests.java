package io.uppercased.udp.observe;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.uppercased.testing.ReadsLog;
import io.uppercased.testing.TestService;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.TextTransformer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ReadsLog
class HangLogTests {

	@Test
	void aHangingListenerIsLoggedOnceWithItsStackTraceAndAgainAtAStop(CapturedOutput output)
			throws InterruptedException {
		try (TestService service = TestService.startLibrary(Hanging.class, "--udp.transformer=hanging",
				"--udp.drain-timeout=10ms"); UdpClient client = service.client()) {
			client.send("hello");
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			awaitState(Thread.State.WAITING, ingress.listenerStatus().getFirst().thread());
			HangLog log = new HangLog(ingress, Duration.ZERO);
			log.check();
			log.check();
			assertThat(output.getOut().lines())
				.filteredOn((line) -> line.contains("has not returned from the flow for"))
				.singleElement()
				.asString()
				.contains("udp-listener-0", "holds 1 datagrams", "waits()");
			assertThat(output).contains("CountDownLatch.await");
			Thread stop = Thread.ofPlatform().start(ingress::stop);
			awaitState(Thread.State.TIMED_WAITING, stop);
			// Ends its wait for the listener.
			stop.interrupt();
			stop.join();
			assertThat(output).contains("udp-listener-0 has not returned from the flow, and holds up to 1 datagrams");
			service.context().getBean(CountDownLatch.class).countDown();
		}
	}

	private static void awaitState(Thread.State state, Thread thread) {
		await().until(() -> thread.getState() == state);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Hanging {

		@Bean
		CountDownLatch latch() {
			return new CountDownLatch(1);
		}

		@Bean
		TextTransformer hanging(CountDownLatch latch) {
			return (text) -> {
				latch.await();
				return text;
			};
		}

	}

}
