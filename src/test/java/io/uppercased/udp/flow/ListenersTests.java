package io.uppercased.udp.flow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.uppercased.testing.TestService;
import io.uppercased.udp.testing.UdpClient;
import io.uppercased.udp.transform.Exchange;
import io.uppercased.udp.transform.PayloadTransformer;
import io.uppercased.udp.transport.Capability;
import io.uppercased.udp.transport.UdpTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.boot.test.context.TestComponent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.awaitility.Awaitility.await;

/** Several listeners on one port. */
@Execution(ExecutionMode.CONCURRENT)
class ListenersTests {

	private static final int LISTENERS = 4;

	@Test
	void shareTheClientsAndKeepTheOrderOfEachClient() {
		try (TestService service = TestService.startLibrary(ThreadTransformer.class, "--udp.transformer=thread",
				"--udp.listeners=" + LISTENERS)) {
			Set<String> listeners = new HashSet<>();
			List<UdpClient> clients = new ArrayList<>();
			for (int i = 0; i < 64; i++) {
				clients.add(service.client());
			}
			for (int message = 0; message < 20; message++) {
				for (UdpClient client : clients) {
					client.send("message " + message);
				}
			}
			for (UdpClient client : clients) {
				String first = text(client.receive());
				String listener = first.substring(0, first.indexOf(' '));
				assertThat(first).isEqualTo(listener + " message 0");
				for (int message = 1; message < 20; message++) {
					assertThat(text(client.receive())).isEqualTo(listener + " message " + message);
				}
				listeners.add(listener);
				client.close();
			}
			assertThat(listeners).hasSize(LISTENERS);
		}
	}

	@Test
	void countEachDatagramOfAFlood() {
		try (TestService service = TestService.startLibrary("--udp.listeners=" + LISTENERS,
				"--udp.receive-buffer=4096B")) {
			UdpIngress ingress = service.context().getBean(UdpIngress.class);
			assumeTrue(ingress.transports().getFirst().capabilities().contains(Capability.KERNEL_DROPS));
			int sent = 0;
			while (sent < 100_000 && drops(ingress) == 0) {
				try (UdpClient client = service.client()) {
					for (int message = 0; message < 500; message++) {
						client.send("flood");
						sent++;
					}
				}
			}
			int expected = sent;
			await().untilAsserted(() -> {
				assertThat(service.received() + drops(ingress)).isEqualTo(expected);
				assertThat(service.received()).isEqualTo(service.sent());
				assertThat(drops(ingress)).isPositive();
			});
		}
	}

	private static long drops(UdpIngress ingress) {
		return ingress.transports().stream().mapToLong(UdpTransport::drops).sum();
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.US_ASCII);
	}

	/** Replies with the name of the listener and the message. */
	@TestComponent("thread")
	static class ThreadTransformer implements PayloadTransformer {

		@Override
		public ByteBuffer transform(ByteBuffer message, Exchange exchange) {
			String text = StandardCharsets.US_ASCII.decode(message).toString();
			return StandardCharsets.US_ASCII.encode(Thread.currentThread().getName() + " " + text);
		}

	}

}
