package io.uppercased.udp.admission;

import java.net.DatagramSocket;
import java.net.SocketException;

import io.micrometer.core.instrument.MeterRegistry;
import io.uppercased.udp.flow.UdpIngress;
import io.uppercased.udp.testing.ForgedSender;
import io.uppercased.udp.testing.UdpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * More senders than the rate limiter remembers, all on the port of a socket of this test,
 * which gets the answers. Skipped for those who may not forge them.
 */
@EnabledIf("io.uppercased.udp.testing.ForgedSender#isPermitted")
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = { "udp.port=0", "udp.transformer=uppercase",
		"udp.address=127.0.0.1", "udp.rate-limit.per-source=100000" })
class ForgedSendersTests {

	private static final int SENDERS = 100_000;

	@Autowired
	UdpIngress ingress;

	@Autowired
	RateLimiter rateLimiter;

	@Autowired
	MeterRegistry meters;

	@Test
	void theTableStaysBoundedAndAnHonestClientIsAnswered() throws SocketException {
		int port = this.ingress.getPort();
		try (ForgedSender forger = ForgedSender.open();
				UdpClient client = UdpClient.connected("127.0.0.1", port);
				DatagramSocket sink = new DatagramSocket()) {
			long most = 0;
			for (int i = 0; i < SENDERS; i++) {
				String source = "127.%d.%d.%d".formatted(1 + (i >> 16), i >> 8 & 0xFF, i & 0xFF);
				forger.send(source, sink.getLocalPort(), "127.0.0.1", port, "forged");
				if (i % 200 == 0) {
					// Its reply comes after theirs: no receive buffer need hold more.
					assertThat(client.exchange("honest")).isEqualTo("HONEST");
					most = Math.max(most, this.rateLimiter.sources());
				}
			}
			assertThat(client.exchange("honest")).isEqualTo("HONEST");
			assertThat(most).isEqualTo(RateLimiter.MAX_SOURCES);
			await()
				.untilAsserted(() -> assertThat(count("udp.packets.received")).isEqualTo(SENDERS + SENDERS / 200 + 1));
			assertThat(count("udp.packets.over.limit")).isZero();
		}
	}

	private double count(String meter) {
		return this.meters.get(meter).functionCounter().count();
	}

}
